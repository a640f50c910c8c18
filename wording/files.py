"""The words of a language as a PO file, out and in.

What goes out is as the repository keeps it, so that it can come home there; what comes
in is reported line by line.
"""

from dataclasses import dataclass, field
from io import BytesIO

import polib
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale
from wagtail.models import Locale

from openheritage import catalogues, po

from . import compiled
from .entries import Entry, State, entries
from .held import held
from .judge import faults_of
from .messages import Message, digest_of, template
from .models import Change
from .plurals import Plurals, carried, from_header, plurals_of
from .saving import Given, lock, tidy, write

TIME = "%Y-%m-%d %H:%M%z"
# The newest change that a file knows of.
AS_OF = "X-Words-As-Of"
LARGEST = 5_000_000


def newest(locale: Locale) -> Change | None:
    return Change.objects.filter(locale=locale).first()


def begun(language: str) -> Catalog:
    """The template, with the head of the language's file if we ship one."""
    with catalogues.PUBLIC_TEMPLATE.open("rb") as file:
        catalog = read_po(file)
    ours = catalogues.read(language)
    catalog.header_comment = ours.header_comment or catalogues.HEADER
    if not catalogues.po_path(language).exists():
        catalog.header_comment = catalogues.HEADER
    catalog.project, catalog.version = ours.project, ours.version
    catalog.msgid_bugs_address = ours.msgid_bugs_address
    catalog.last_translator = ours.last_translator
    catalog.language_team = ours.language_team
    catalog.fuzzy = False
    return catalog


def head(catalog: Catalog, locale: Locale, plurals: Plurals) -> dict[str, str]:
    last = newest(locale)
    revised = last.at if last else timezone.now()
    facts = dict(catalog.mime_headers)
    facts |= {
        "PO-Revision-Date": timezone.localtime(revised).strftime(TIME),
        "Language": to_locale(locale.language_code),
        "Plural-Forms": plurals.header,
        AS_OF: str(last.pk if last else 0),
    }
    return {
        name: text for name, text in facts.items() if name not in ("Generated-By", "")
    }


def with_head(content: bytes, facts: dict[str, str]) -> bytes:
    """Babel knows its own headers alone, and its own plurals."""
    lines = "".join(
        f'"{polib.escape(f"{name}: {text}")}\\n"\n' for name, text in facts.items()
    )
    before, _old, rest = content.decode().partition('msgid ""\nmsgstr ""\n')
    _headers, _blank, messages = rest.partition("\n\n")
    return f'{before}msgid ""\nmsgstr ""\n{lines}\n{messages}'.encode()


def export(locale: Locale, *, changed_alone: bool = False) -> bytes:
    """All messages, or those for which staff gave words."""
    language = locale.language_code
    plurals = plurals_of(language)
    said = {entry.message.digest: entry for entry in entries(language)}
    shipped = compiled.forms_in(language, plurals.number)
    catalog = begun(language)
    # Babel writes as many forms as the head tells it of.
    catalog.mime_headers = [("Plural-Forms", plurals.header)]
    for message in [*catalog]:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        digest = digest_of(message.context or "", source)
        entry = said.get(digest)
        if changed_alone and not (entry and is_news(entry)):
            catalog.delete(message.id, message.context)
            continue
        forms = entry.forms if entry else shipped.get(template()[digest].key, [])
        if isinstance(message.id, str):
            message.string = forms[0] if forms else ""
        else:
            message.string = tuple(forms or [""] * plurals.number)
    output = BytesIO()
    write_po(output, catalog, sort_output=True, include_lineno=False, width=88)
    return with_head(output.getvalue(), head(catalog, locale, plurals))


def is_news(entry: Entry) -> bool:
    return entry.state in (State.ADDED, State.CHANGED)


@dataclass(frozen=True, order=True)
class Line:
    """What became of an entry of a file."""

    number: int
    source: str
    words: str


@dataclass
class Report:
    taken: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    # Of messages that the site does not have (any more).
    stale: list[Line] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    # Why nothing was taken at all.
    error: str = ""


def source_of(entry: polib.POEntry) -> str:
    context = f"[{entry.msgctxt}] " if entry.msgctxt else ""
    return f"{context}{entry.msgid}"


def forms_in(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [entry.msgstr]
    forms = entry.msgstr_plural
    return [forms.get(at, "") for at in range(max(forms, default=-1) + 1)]


@dataclass
class Reader:
    """A file of a language, judged entry by entry."""

    locale: Locale
    file: po.File

    def __post_init__(self) -> None:
        language = self.locale.language_code
        self.plurals = plurals_of(language)
        stated = from_header(self.file.metadata.get("Plural-Forms", ""))
        self.theirs = stated or self.plurals
        self.held = held(language)
        self.now = {entry.message.digest: entry for entry in entries(language)}
        self.newer = self.changed_since()
        self.report = Report()
        self.report.refused = [
            Line(fault.line, fault.source, fault.reason) for fault in self.file.faults
        ]

    def changed_since(self) -> set[str]:
        """What was given on the site after the file had left it."""
        as_of = self.file.metadata.get(AS_OF, "")
        if not as_of.isdecimal() or len(as_of) > len(str(2**62)):
            return set()
        changes = Change.objects.filter(locale=self.locale)
        latest = changes.order_by().values("digest").annotate(last=Max("pk"))
        return {row["digest"] for row in latest if row["last"] > int(as_of)}

    def as_ours(self, entry: polib.POEntry, forms: list[str]) -> list[str] | None:
        if not entry.msgid_plural or self.theirs == self.plurals:
            return forms
        if len(forms) != self.theirs.number:
            return forms
        return carried(forms, self.theirs, self.plurals)

    def reasons(
        self, entry: polib.POEntry, message: Message, forms: list[str] | None
    ) -> list[str]:
        if message.key in self.held:
            return [staff_("what people agree to is kept under Consent texts")]
        if any(flag.lower() == "fuzzy" for flag in entry.flags):
            return [staff_("it is marked as fuzzy")]
        if (entry.msgid_plural or "") != message.plural:
            return [staff_("its plural is another one here")]
        if forms is None:
            return [staff_("the file counts otherwise than this language")]
        wrong = faults_of(message, forms, self.plurals)
        if not message.plural:
            return wrong.get(0, [])
        return [
            f"msgstr[{form}]: {reason}"
            for form, reasons in sorted(wrong.items())
            for reason in reasons
        ]

    def read(self) -> list[Given]:
        """What may be taken, and a line for each entry that is not as before."""
        given: dict[str, tuple[polib.POEntry, Given]] = {}
        doubled = set()
        for entry in self.file.entries:
            digest = digest_of(entry.msgctxt or "", entry.msgid)
            forms, line = forms_in(entry), self.file.line_of(entry)
            message = template().get(digest)
            if not any(text.strip() for text in forms):
                self.report.empty += 1
                continue
            if message is None:
                words = staff_("the site has no such message any more")
                self.report.stale.append(Line(line, source_of(entry), words))
                continue
            ours = self.as_ours(entry, forms)
            ours = tidy(message, ours, self.plurals) if ours else ours
            there = self.now.get(digest)
            if there and ours == there.forms:
                self.report.same += 1
                continue
            if message.key in self.held and not self.is_other(message, ours):
                self.report.same += 1
                continue
            reasons = self.reasons(entry, message, ours)
            if digest in self.newer:
                reasons.append(staff_("it was changed here after the file was made"))
            if digest in given and given[digest][1][1] != ours:
                doubled.add(digest)
            if reasons:
                self.refuse(line, entry, reasons)
            elif ours:
                given.setdefault(digest, (entry, (message, ours)))
        for digest in doubled:
            entry, _given = given.pop(digest)
            twice = staff_(
                "the file holds it more than once, with different translations"
            )
            self.refuse(self.file.line_of(entry), entry, [twice])
        for entry, _given in given.values():
            taken = Line(self.file.line_of(entry), source_of(entry), "")
            self.report.taken.append(taken)
        return [each for _entry, each in given.values()]

    def is_other(self, message: Message, forms: list[str] | None) -> bool:
        """Than what is shipped, of a message that is not changed here."""
        language = self.locale.language_code
        shipped = compiled.forms_in(language, self.plurals.number)
        return forms != shipped.get(message.key, [])

    def refuse(self, line: int, entry: polib.POEntry, reasons: list[str]) -> None:
        words = "; ".join(reasons)
        self.report.refused.append(Line(line, source_of(entry), words))


def wrong_file(file: po.File, language: str) -> str:
    """Why a whole file is not taken."""
    stated = file.metadata.get("Language", "").replace("-", "_").lower()
    if stated and stated != to_locale(language).lower():
        return staff_(
            "Nothing was taken: the head of the file says that it is in another "
            "language (%(language)s)."
        ) % {"language": stated}
    if not file.entries:
        return staff_("Nothing was taken: there are no messages in this file.")
    return ""


@transaction.atomic
def take(content: bytes, locale: Locale, user: AbstractBaseUser | None) -> Report:
    """Gives the words of a file, as far as they may stand."""
    if len(content) > LARGEST:
        return Report(error=staff_("Nothing was taken: the file is too large."))
    try:
        file = po.read(po.decoded(content))
    except (OSError, ValueError, LookupError):
        return Report(error=staff_("Nothing was taken: this is no PO file in UTF-8."))
    if words := wrong_file(file, locale.language_code):
        return Report(error=words)
    edition = lock(locale)
    reader = Reader(locale, file)
    write(edition, reader.read(), user, Change.FILE)
    reader.report.refused.sort()
    return reader.report
