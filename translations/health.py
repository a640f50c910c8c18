"""Whether translations are what they seem: looked at by the worker once a day, and by
``check_translations``.

Originals are looked at a hundred at a time, each time in the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as staff_
from wagtail.models import Page
from wagtail_localize import models as localize
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue

from openheritage.locales import language_of, locale_ids
from openheritage.names import day, language_name, number

from . import broken_links, plural_forms, tallies
from .models import Tally

# Originals that are looked at together.
SLICE = 100


class Fault(StrEnum):
    DRIFT = "drift"
    MIXED = "mixed"
    LINK = "link"
    PLURAL = "plural"
    # Work to be done and nothing wrong.
    STALE = "stale"


def label(fault: Fault) -> str:
    return {
        Fault.DRIFT: staff_("Numbers that are not those of the sentences"),
        Fault.MIXED: staff_("Published with words of the original"),
        Fault.LINK: staff_("Links that lead to another language, or nowhere"),
        Fault.PLURAL: staff_("Plural forms that are missing"),
        Fault.STALE: staff_("Published and stale"),
    }[fault]


@dataclass(frozen=True)
class Found:
    fault: Fault
    # Of a page or another text; a message of the furniture.
    title: str
    # Its code.
    language: str
    words: str
    # Of the translation's page, where there is one.
    page: int | None = None
    since: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        since = self.since.isoformat() if self.since else None
        return {**asdict(self), "since": since}

    def as_line(self) -> list[str]:
        return [self.title, language_name(self.language), self.told]

    @property
    def told(self) -> str:
        return staff_("%(what)s: %(words)s") % {
            "what": label(self.fault),
            "words": self.words,
        }


def slices() -> list[list[int]]:
    keys = [*TranslationSource.objects.order_by("pk").values_list("pk", flat=True)]
    return [keys[start : start + SLICE] for start in range(0, len(keys), SLICE)]


def look_at(sources: Sequence[int], *, repair: bool = False) -> list[Found]:
    """Numbers, words and addresses of these originals' translations."""
    rows = [
        *Translation.objects.filter(source__in=sources, enabled=True)
        .select_related("source__specific_content_type", "tally")
        .order_by("pk")
    ]
    return [
        *drift(rows, repair=repair),
        *stale(rows),
        *mixed(rows),
    ]


def look_at_the_rest() -> list[Found]:
    """What does not hang on one original."""
    return [
        *(
            Found(
                Fault.LINK,
                found.title,
                language_of(found.locale),
                found.words,
                found.page,
            )
            for found in broken_links.by_page()
        ),
        *(
            Found(Fault.PLURAL, message, language, staff_("not every number has words"))
            for language in locale_ids()
            for message in plural_forms.missing(language)
        ),
    ]


def everything(*, repair: bool = False) -> Iterator[Found]:
    for sources in slices():
        yield from look_at(sources, repair=repair)
    yield from look_at_the_rest()


def named(row: Translation) -> tuple[str, str]:
    return row.source.object_repr, language_of(row.target_locale_id)


def drift(rows: list[Translation], *, repair: bool) -> Iterator[Found]:
    """Tallies against a count of the sentences."""
    kept = {row.pk: getattr(row, "tally", None) for row in rows}
    wrong = []
    for pk, true in tallies.counted([row.pk for row in rows]).items():
        tally = kept[pk]
        if tally is None or numbers(tally) != numbers(true):
            wrong.append(pk)
            row = next(row for row in rows if row.pk == pk)
            words = staff_("%(kept)s is kept, %(true)s is true") % {
                "kept": tally or staff_("nothing"),
                "true": true,
            }
            yield Found(Fault.DRIFT, *named(row), words)
    if repair and wrong:
        tallies.count(wrong)


def numbers(tally: Tally) -> tuple:
    return (
        *(tally.total, tally.translated, tally.machine, tally.faulty),
        tally.words_left,
    )


def stale(rows: list[Translation]) -> Iterator[Found]:
    live = live_pages(rows)
    for row in rows:
        tally = getattr(row, "tally", None)
        page = live.get((row.source.object_id, row.target_locale_id))
        if tally is None or tally.stale_since is None or page is None:
            continue
        words = staff_("since %(day)s, %(left)s to translate") % {
            "day": day(tally.stale_since),
            "left": number(tally.left),
        }
        yield Found(Fault.STALE, *named(row), words, page, tally.stale_since)


def live_pages(rows: list[Translation]) -> dict[tuple[UUID, int], int]:
    found = Page.objects.live().filter(
        translation_key__in={row.source.object_id for row in rows},
        locale__in={row.target_locale_id for row in rows},
    )
    return {
        (key, locale): pk
        for key, locale, pk in found.values_list("translation_key", "locale_id", "pk")
    }


def mixed(rows: list[Translation]) -> Iterator[Found]:
    """What readers get, against the original's words in the same place."""
    there = texts_of(rows)
    if not there:
        return
    original = originals_of(rows)
    given = given_to(rows)
    pages = {str(pk) for pk in Page.objects.values_list("pk", flat=True)}
    for row in rows:
        instance = there.get((row.source.object_id, row.target_locale_id))
        if instance is None:
            continue
        said = original[row.source_id]
        own = given.get(row.target_locale_id, {})
        for segment in localize.extract_segments(instance):
            if words := broken_links.gone(segment, pages):
                yield Found(Fault.LINK, *named(row), words, instance.pk)
            if isinstance(segment, OverridableSegmentValue) and "'" in segment.path:
                words = broken_links.typed(segment.data, row.target_locale_id)
                if words:
                    yield Found(Fault.LINK, *named(row), words, instance.pk)
            if not isinstance(segment, StringSegmentValue):
                continue
            data = segment.string.data
            place = said.get((segment.path, data))
            # A name may be the same in every language, if somebody said so.
            if place and own.get(place) != data and any(map(str.isalpha, data)):
                words = staff_("“%(words)s”") % {"words": data[:100]}
                yield Found(Fault.MIXED, *named(row), words, instance.pk)


def texts_of(rows: list[Translation]) -> dict[tuple[UUID, int], Any]:
    """Translations that readers have, as their models are, by key and language."""
    wanted: dict[type[Model], list[Translation]] = defaultdict(list)
    for row in rows:
        if model := row.source.specific_content_type.model_class():
            wanted[model].append(row)
    found = {}
    for model, of_model in wanted.items():
        texts: Any = model._default_manager.filter(
            translation_key__in={row.source.object_id for row in of_model},
            locale__in={row.target_locale_id for row in of_model},
        )
        for text in texts:
            if getattr(text, "live", True):
                found[text.translation_key, text.locale_id] = text
    return found


# Strings and contexts, by path and words.
Said = dict[tuple[str, str], tuple[int, int]]


def originals_of(rows: list[Translation]) -> dict[int, Said]:
    found: dict[int, Said] = defaultdict(dict)
    segments = StringSegment.objects.filter(source__in={row.source_id for row in rows})
    for source, path, data, *place in segments.order_by().values_list(
        "source_id", "context__path", "string__data", "string_id", "context_id"
    ):
        found[source][path, data] = place[0], place[1]
    return found


def given_to(rows: list[Translation]) -> dict[int, dict[tuple[int, int], str]]:
    """Sentences whose translation is the original's words, by language."""
    found: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    sources = {row.source_id for row in rows}
    same = StringTranslation.objects.filter(
        context__in=StringSegment.objects.filter(source__in=sources).values("context"),
        has_error=False,
    )
    for locale, string, context, data in same.order_by().values_list(
        "locale_id", "translation_of_id", "context_id", "data"
    ):
        found[locale][string, context] = data
    return found
