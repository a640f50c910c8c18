"""What becomes of each sentence of a file that comes back."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import User
from django.utils.translation import gettext as staff_
from wagtail_localize.models import Translation

from openheritage.names import isolated
from openheritage.po import Fault

from .. import po as judging
from .. import saving
from ..spelling import loosely
from ..tallies import gathering
from .incoming import Entry, Sheet
from .sentences import Key, Part, Sentence, State, part, sign

BLANKS = re.compile(r"[ \t\r\n]+")


class Outcome(StrEnum):
    APPLIED = "applied"
    # The words of a machine, which a person has read and taken.
    CONFIRMED = "confirmed"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    # The file, or its sentence, is behind the page, or not finished.
    STALE = "stale"
    # Somebody has changed it on the site since the file was made.
    CONFLICT = "conflict"
    REFUSED = "refused"
    # The page has it, and the file has not.
    ABSENT = "absent"

    @property
    def is_taken(self) -> bool:
        return self in (Outcome.APPLIED, Outcome.CONFIRMED, Outcome.UNCHANGED)


@dataclass(frozen=True, order=True)
class Line:
    """What became of a sentence."""

    fault: Fault
    outcome: Outcome

    def __str__(self) -> str:
        return str(self.fault)


@dataclass
class Report:
    """What became of the sentences of one page."""

    title: str = ""
    language: str = ""
    lines: list[Line] = field(default_factory=list)
    # Why nothing was looked at; empty if it was.
    refusal: str = ""
    # Name of the file in an archive.
    name: str = ""

    def add(self, fault: Fault, outcome: Outcome) -> None:
        self.lines.append(Line(fault, outcome))

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    @property
    def taken(self) -> int:
        return sum(line.outcome.is_taken for line in self.lines)

    @property
    def faults(self) -> list[Fault]:
        return [line.fault for line in self.lines if not line.outcome.is_taken]


def reflowed(text: str) -> str:
    return BLANKS.sub(" ", text).strip(" ")


def is_same(entry: Entry, text: str) -> bool:
    if entry.is_reflowed:
        return reflowed(entry.text) == reflowed(text)
    return saving.spelt(entry.text) == saving.spelt(text)


def is_from_a_file_of(user: User | None, sentence: Sentence) -> bool:
    """What somebody sent before, they may send again, better."""
    row = sentence.stored
    return bool(
        row
        and user
        and row.last_translated_by_id == user.pk
        and row.tool_name in ("PO", "XLIFF")
    )


def has_changed_since(entry: Entry, sheet: Sheet, sentence: Sentence) -> bool:
    if entry.was:
        return entry.was != sentence.sign
    row = sentence.stored
    return bool(row and sheet.known_at and row.updated_at > sheet.known_at)


def at_its_line(line: Line) -> tuple:
    return not line.fault.line, line.fault


class Taking:
    """One sheet, sentence by sentence, in one transaction."""

    def __init__(
        self, sheet: Sheet, translation: Translation, user: User | None
    ) -> None:
        self.sheet = sheet
        self.translation = translation
        self.user = user
        self.part: Part = part(translation)
        self.sentences: dict[Key, Sentence] = {
            sentence.key: sentence for sentence in self.part.sentences
        }
        self.paths = {path for path, _words in self.sentences}
        self.obsolete = {
            (row.context.path, row.translation_of.data) for row in self.part.obsolete
        }
        self.report = Report(translation.source.object_repr, self.part.language)

    def run(self) -> Report:
        self.find_what_was_spelt_otherwise()
        for fault in self.sheet.faults:
            self.report.add(fault, Outcome.REFUSED)
        self.drop_what_is_cut_off()
        self.mark_repeated()
        done = set()
        for entry in self.sheet.entries:
            if entry.key in done and not entry.broken:
                continue
            done.add(entry.key)
            outcome, reason = self.take(entry)
            self.report.add(entry.fault(reason), outcome)
        named = {line.fault.source for line in self.report.lines}
        self.report.lines.sort(key=at_its_line)
        for path, words in self.sentences:
            if (path, words) not in done and words not in named:
                fault = Fault(0, words, staff_("this sentence is not in the file"))
                self.report.add(fault, Outcome.ABSENT)
        return self.report

    def find_what_was_spelt_otherwise(self) -> None:
        """In a file from before the page's lines were broken elsewhere."""
        called = {(path, loosely(words)): words for path, words in self.sentences}
        for entry in self.sheet.entries:
            if entry.key not in self.sentences:
                place = (entry.path, loosely(entry.original))
                entry.original = called.get(place, entry.original)

    def mark_repeated(self) -> None:
        """Twice the same with different words: nobody can tell which is meant."""
        given = defaultdict(set)
        for entry in self.sheet.entries:
            given[entry.key].add(entry.text)
        for entry in self.sheet.entries:
            if len(given[entry.key]) > 1 and not entry.broken:
                entry.broken = staff_(
                    "the file holds it more than once, with different translations"
                )

    def drop_what_is_cut_off(self) -> None:
        """What comes last on the page is not there: the end of the file was lost, and
        with it perhaps the end of its last sentence."""
        sheet, order = self.sheet, list(self.sentences)
        is_shorter = len(sheet.entries) + len(sheet.faults) < len(order)
        given = {entry.key for entry in sheet.entries}
        if sheet.is_whole and sheet.entries and is_shorter and order[-1] not in given:
            last = sheet.entries.pop()
            reason = staff_("the file ends here, and the page does not")
            self.report.add(last.fault(reason), Outcome.REFUSED)

    def unknown(self, entry: Entry) -> tuple[Outcome, str]:
        if entry.path not in self.paths and not any(
            path == entry.path for path, _words in self.obsolete
        ):
            return Outcome.REFUSED, staff_("the page has no such place (msgctxt)")
        return Outcome.STALE, staff_("this sentence is not on the page any more")

    def take(self, entry: Entry) -> tuple[Outcome, str]:
        if entry.broken:
            return Outcome.REFUSED, entry.broken
        sentence = self.sentences.get(entry.key)
        if sentence is None:
            return self.unknown(entry)
        if sentence.stored and is_same(entry, sentence.text):
            return self.keep(entry, sentence)
        if not entry.text:
            return Outcome.EMPTY, staff_("there is no translation")
        if entry.was and entry.was == sign(entry.text):
            reason = staff_("it was changed on the site since, which is kept")
            return Outcome.UNCHANGED, reason
        is_new = entry.is_our_mark and not is_same(entry, sentence.given)
        if entry.unfinished and not is_new:
            return Outcome.STALE, entry.unfinished
        if has_changed_since(entry, self.sheet, sentence) and not is_from_a_file_of(
            self.user, sentence
        ):
            return Outcome.CONFLICT, staff_(
                "it was changed on the site after the file was made, and says there: "
                "“%(text)s”"
            ) % {"text": isolated(sentence.text)}
        return self.store(entry, sentence)

    def keep(self, entry: Entry, sentence: Sentence) -> tuple[Outcome, str]:
        """The same words: a machine's are a person's when the mark is off."""
        if sentence.state != State.MACHINE or entry.unfinished:
            return Outcome.UNCHANGED, ""
        saving.confirm(sentence.segment, self.translation, self.user)
        return Outcome.CONFIRMED, ""

    def store(self, entry: Entry, sentence: Sentence) -> tuple[Outcome, str]:
        text = reflowed(entry.text) if entry.is_reflowed else entry.text
        if reason := judging.wrong_with(sentence.segment, self.translation, text):
            return Outcome.REFUSED, reason
        try:
            saving.store(
                sentence.segment,
                self.translation,
                text,
                self.user,
                how=saving.How.FILE,
                tool=self.sheet.tool,
            )
        except saving.Refused as refused:
            return Outcome.REFUSED, str(refused)
        return Outcome.APPLIED, ""


def take(sheet: Sheet, translation: Translation, user: User | None) -> Report:
    """In one transaction, in which nobody else writes into the page's language."""
    with gathering():
        Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
        return Taking(sheet, translation, user).run()


def totals(reports: Iterable[Report]) -> Counter[Outcome]:
    return sum((report.counts for report in reports), Counter())
