"""The sentences of a page with their translations, in the order of its form."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import TabHelper

from statement.differences import Change as Difference
from translations.models import Remark
from translations.po import limit_of, segments_of
from translations.sentences import REUSED
from translations.stale import Stale, stale_of
from translations.words import words_in

from .places import Place, places_of
from .text import Mark, marks_of, pretty, shown

EMPTY, FAULTY, MACHINE, DONE = "empty", "faulty", "machine", "done"


def named(user: User | None) -> str:
    """A person as colleagues see them."""
    return (user.get_full_name() or user.get_username()) if user else ""


def state_of(words: StringTranslation | None) -> str:
    if words is None:
        return EMPTY
    if words.has_error:
        return FAULTY
    if words.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return MACHINE
    return DONE


def error_of(words: StringTranslation | None) -> str:
    if words is None or not words.has_error:
        return ""
    return words.field_error or str(words.get_error() or "")


@dataclass
class Row:
    """One sentence. What was typed and could not be stored stands in ``typed``."""

    segment: StringSegment
    place: Place
    words: StringTranslation | None
    stale: Stale | None = None
    limit: int | None = None
    notes: int = 0
    typed: str | None = None
    problem: str = ""
    # What somebody else has put there meanwhile.
    theirs: StringTranslation | None = None
    seen: str = ""

    @property
    def pk(self) -> int:
        return self.segment.pk

    @property
    def original(self) -> SafeString:
        return pretty(self.segment.string.data)

    @property
    def original_text(self) -> str:
        """What “copy the original” puts into the field."""
        return shown(self.segment.string.data)

    @property
    def data(self) -> str:
        """What is stored; empty without a translation."""
        return self.words.data if self.words else ""

    @property
    def text(self) -> str:
        return shown(self.data) if self.typed is None else self.typed

    @property
    def state(self) -> str:
        return state_of(self.words)

    @property
    def is_unfinished(self) -> bool:
        return self.state != DONE

    @property
    def error(self) -> str:
        return self.problem or error_of(self.words)

    @property
    def is_reused(self) -> bool:
        return self.words is not None and self.words.tool_name == REUSED

    @property
    def by(self) -> str:
        return named(self.words.last_translated_by) if self.words else ""

    @cached_property
    def marks(self) -> list[Mark]:
        return marks_of(self.segment)

    @property
    def old_original(self) -> SafeString:
        return pretty(self.stale.original) if self.stale else SafeString()

    @property
    def old_text(self) -> str:
        return shown(self.stale.text) if self.stale else ""

    @property
    def difference(self) -> SafeString:
        if self.stale is None:
            return SafeString()
        old, new = self.stale.original, self.segment.string.data
        return Difference("", shown(old), shown(new)).html


@dataclass
class Group:
    """A field, or a block of the body, and the sentences in it."""

    key: str
    heading: str
    rows: list[Row] = field(default_factory=list)


def all_words(translation: Translation) -> list[StringTranslation]:
    """Of this page in this language, those of sentences that are gone too."""
    return list(
        StringTranslation.objects.filter(
            context__object_id=translation.source.object_id,
            locale_id=translation.target_locale_id,
        ).select_related("translation_of", "context", "last_translated_by")
    )


def in_order_of_the_form(
    segments: Iterable[StringSegment], source_instance: object
) -> list[StringSegment]:
    """As editors of the original see the fields; localize's own editor does so."""
    orders = TabHelper(source_instance).field_ordering_mapping
    last = len(orders)

    def order(segment: StringSegment) -> tuple[int, int]:
        name = segment.context.path.split(".")[0]
        return orders.get(name, last), segment.order

    return sorted(segments, key=order)


def open_remarks(
    translation: Translation, contexts: Iterable[int]
) -> dict[tuple[int, int], int]:
    """How many by place and sentence: of this language and for all."""
    rows = Remark.objects.filter(
        context_id__in=list(contexts), resolved_at=None
    ).values_list("context_id", "string_id", "locale_id")
    found: dict[tuple[int, int], int] = {}
    for context, string, locale in rows:
        if locale in (None, translation.target_locale_id):
            found[context, string] = found.get((context, string), 0) + 1
    return found


def rows_of(translation: Translation) -> list[Row]:
    segments = list(segments_of(translation))
    places = places_of(translation.source, segments)
    everything = all_words(translation)
    words = {(each.translation_of_id, each.context_id): each for each in everything}
    stale = stale_of(segments, everything)
    notes = open_remarks(translation, {segment.context_id for segment in segments})
    model = translation.source.specific_content_type.model_class()
    ordered = in_order_of_the_form(segments, model())
    return [
        Row(
            segment,
            places[segment.pk],
            words.get((segment.string_id, segment.context_id)),
            stale=stale.get(segment.pk),
            limit=limit_of(segment, translation),
            notes=notes.get((segment.context_id, segment.string_id), 0),
        )
        for segment in ordered
    ]


def grouped(rows: Iterable[Row]) -> list[Group]:
    groups: list[Group] = []
    for row in rows:
        if not groups or groups[-1].key != row.place.key:
            groups.append(Group(row.place.key, row.place.heading))
        groups[-1].rows.append(row)
    return groups


@dataclass(frozen=True)
class Counts:
    total: int
    done: int
    empty: int
    faulty: int
    machine: int
    stale: int
    noted: int
    words_left: int

    @classmethod
    def of(cls, rows: list[Row]) -> "Counts":
        states = [row.state for row in rows]
        left = [row for row in rows if row.state in (EMPTY, FAULTY)]
        return cls(
            total=len(rows),
            done=sum(state in (DONE, MACHINE) for state in states),
            empty=states.count(EMPTY),
            faulty=states.count(FAULTY),
            machine=states.count(MACHINE),
            stale=sum(row.stale is not None for row in rows),
            noted=sum(bool(row.notes) for row in rows),
            words_left=sum(words_in(row.segment.string.data) for row in left),
        )


def title_of(instance: object) -> str:
    return instance.draft_title if isinstance(instance, Page) else str(instance)
