"""What a file holds of a page in one language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s
from itertools import islice
from typing import Any
from uuid import UUID

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.locales import language_of

from .. import po as judging
from ..models import Remark, Step, work
from ..report import instances_of
from .labels import Labels
from .previous import previous_of

# Pages that are looked up together.
AT_ONCE = 50

# Of a sentence: its place and its words.
Key = tuple[str, str]


class State(StrEnum):
    MISSING = "missing"
    # The original has changed: the words that stood for the old one are given along.
    STALE = "stale"
    FAULTY = "faulty"
    MACHINE = "machine"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    # Readers have it.
    LIVE = "live"

    @property
    def is_finished(self) -> bool:
        return self in (State.TRANSLATED, State.REVIEWED, State.LIVE)


def sign(text: str) -> str:
    """What was stored when a file was made: whether somebody has changed it since."""
    return blake2s(text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Sentence:
    segment: StringSegment
    stored: StringTranslation | None = None
    state: State = State.MISSING
    # Of what stood in its place before the original changed.
    previous: StringTranslation | None = None
    label: str = ""
    limit: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.segment.context.path

    @property
    def original(self) -> str:
        return self.segment.string.data

    @property
    def key(self) -> Key:
        return self.path, self.original

    @property
    def text(self) -> str:
        """What is stored."""
        return self.stored.data if self.stored else ""

    @property
    def given(self) -> str:
        """What the file shows to begin with."""
        return self.previous.data if self.previous else self.text

    @property
    def sign(self) -> str:
        return sign(self.text)


@dataclass(frozen=True)
class Part:
    """A page, or a snippet, in one language."""

    translation: Translation
    sentences: list[Sentence]
    # Translations whose sentence is not on the page any more.
    obsolete: list[StringTranslation] = field(default_factory=list)
    # When anything was translated in it last.
    changed_at: datetime | None = None
    # Where it lies on the site, without its language: ``news/a-slug``.
    place: str = ""

    @property
    def language(self) -> str:
        return language_of(self.translation.target_locale_id)

    @property
    def title(self) -> str:
        return self.translation.source.object_repr


def place_of(instance: Any) -> str:
    """Below the home page of its language; a slug is the same in every language."""
    if not isinstance(instance, Page):
        return f"{instance._meta.model_name}-{instance.pk}"
    parts = instance.url_path.strip("/").split("/")
    return "/".join(parts[1:]) or "home"


@dataclass(frozen=True)
class Work:
    """How far the page as a whole is: until when what was translated is approved, and
    until when readers have it."""

    approved_at: datetime | None = None
    seen_at: datetime | None = None


def work_on(target: Any, step: Step | None) -> Work:
    is_approved = step and step.state in (work.State.APPROVED, work.State.LIVE)
    return Work(
        step.at if step and is_approved else None,
        target.last_published_at if getattr(target, "live", False) else None,
    )


def state_of(stored: StringTranslation, done: Work) -> State:
    if stored.has_error:
        return State.FAULTY
    if stored.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return State.MACHINE
    if done.seen_at and stored.updated_at <= done.seen_at:
        return State.LIVE
    if done.approved_at and stored.updated_at <= done.approved_at:
        return State.REVIEWED
    return State.TRANSLATED


def steps_in(translations: list[Translation]) -> dict[tuple[UUID, int], Step]:
    """The last of each."""
    steps = Step.objects.filter(
        translation_key__in={row.source.object_id for row in translations},
        locale_id__in={row.target_locale_id for row in translations},
    )
    return {
        (step.translation_key, step.locale_id): step
        for step in steps.order_by("at", "pk")
    }


def remarks_in(
    translations: list[Translation],
) -> dict[int, dict[tuple[int, int], list[str]]]:
    """What was noted and is not settled, by language and sentence; nobody's names."""
    languages = {row.target_locale_id for row in translations}
    found: dict[int, dict] = {pk: defaultdict(list) for pk in languages}
    remarks = Remark.objects.filter(
        context__object_id__in={row.source.object_id for row in translations},
        resolved_at=None,
    )
    for remark in remarks:
        for pk in {remark.locale_id} & languages if remark.locale_id else languages:
            found[pk][remark.context_id, remark.string_id].append(remark.text)
    return found


Stored = dict[tuple[UUID, int], list[StringTranslation]]


def stored_in(translations: list[Translation]) -> Stored:
    """All that was ever translated on these pages, by page and language."""
    rows = StringTranslation.objects.filter(
        context__object_id__in={row.source.object_id for row in translations},
        locale_id__in={row.target_locale_id for row in translations},
    )
    found: Stored = defaultdict(list)
    for row in rows.select_related("translation_of", "context").order_by("pk"):
        found[row.context.object_id, row.locale_id].append(row)
    return found


def segments_in(translations: list[Translation]) -> dict[int, list[StringSegment]]:
    """Each sentence once in its place, however often a text repeats it there."""
    segments = StringSegment.objects.filter(
        source_id__in={row.source_id for row in translations}
    )
    found: dict[int, dict[tuple[int, int], StringSegment]] = defaultdict(dict)
    for row in segments.select_related("context", "string").order_by("order", "pk"):
        found[row.source_id].setdefault((row.context_id, row.string_id), row)
    return {source: list(rows.values()) for source, rows in found.items()}


def part_of(
    translation: Translation,
    segments: list[StringSegment],
    known: list[StringTranslation],
    *,
    source: Any,
    target: Any,
    labels: Labels,
    step: Step | None,
    remarks: dict[tuple[int, int], list[str]],
) -> Part:
    done = work_on(target, step)
    stored = {(row.context_id, row.translation_of_id): row for row in known}
    wanted = {(row.context_id, row.string_id) for row in segments}
    obsolete = [
        row
        for key, row in stored.items()
        if key not in wanted and row.data and not row.has_error
    ]
    missing = [row for row in segments if (row.context_id, row.string_id) not in stored]
    previous = previous_of(missing, segments, obsolete)
    sentences = []
    for segment in segments:
        row = stored.get((segment.context_id, segment.string_id))
        before = previous.get(segment.pk)
        waiting = State.STALE if before else State.MISSING
        sentences.append(
            Sentence(
                segment,
                row,
                state_of(row, done) if row else waiting,
                before,
                labels.of(segment.context),
                judging.limit_of(segment, translation),
                tuple(remarks[segment.context_id, segment.string_id]),
            )
        )
    used = {row.pk for row in previous.values()}
    return Part(
        translation,
        sentences,
        [row for row in obsolete if row.pk not in used],
        max((row.updated_at for row in known), default=None),
        place_of(source or target) if source or target else "",
    )


def parts(translations: Iterable[Translation]) -> Iterator[Part]:
    """Those that have sentences, in the order given; a few queries for many pages."""
    rest = iter(translations)
    while rows := list(islice(rest, AT_ONCE)):
        segments, known = segments_in(rows), stored_in(rows)
        instances = instances_of(rows)
        steps, remarks = steps_in(rows), remarks_in(rows)
        labels = {row.source_id: Labels(row.source) for row in rows}
        for row in rows:
            key, source = row.source.object_id, row.source
            if row.source_id in segments:
                yield part_of(
                    row,
                    segments[row.source_id],
                    known[key, row.target_locale_id],
                    source=instances.get((key, source.locale_id)),
                    target=instances.get((key, row.target_locale_id)),
                    labels=labels[row.source_id],
                    step=steps.get((key, row.target_locale_id)),
                    remarks=remarks[row.target_locale_id],
                )


def part(translation: Translation) -> Part:
    """Of a page without sentences, too."""
    return next(parts([translation]), Part(translation, []))
