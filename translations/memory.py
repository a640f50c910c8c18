"""What has been translated before, for sentences like it.

PostgreSQL looks them up by trigrams (``pg_trgm``), where the extension is there;
without it, and on SQLite, all sentences are compared here. The percentage is counted
here in any case, so that it is the same everywhere.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, Func, OuterRef, QuerySet, TextField, Value
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
)

from openheritage import slots
from openheritage.locales import language_of
from openheritage.slots import Slot
from wording.messages import digest_of, template

from . import catalogue_memory, trigrams
from .filling import fill_repeats, take_back

__all__ = ["Suggestion", "fill_repeats", "suggestions", "take_back"]

LEAST = 70
# What the database looks for is a little less: it reads `&amp;` as a word, and has its
# own mind of what is a letter.
ROUGHLY = 0.66
# Of one original, and of originals that are alike.
MOST_ORIGINALS = 50
# No memory is longer than this many times the sentence, or shorter.
STRETCH = 2.5


class Suggestion(NamedTuple):
    percent: int
    original: str
    text: str
    # The page on which it stands, and where that is translated.
    where: str
    by: str
    url: str
    is_machine: bool = False
    at: datetime | None = None


class WithoutMarks(Func):
    """The index of the memory holds this: see the migration of that name."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '<[^>]*>', ' ', 'g')"
    output_field = TextField()


@cache
def has_trigrams(database: str) -> bool:
    """Whether PostgreSQL finds what is alike, in other letters than ours too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            return False
        cursor.execute("SELECT cardinality(show_trgm('\u8a9e\u0639\u0416'))")
        return bool(cursor.fetchone()[0])


def can_ask_database() -> bool:
    return connection.vendor == "postgresql" and has_trigrams(
        str(connection.settings_dict["NAME"])
    )


def translated(locale_id: int) -> QuerySet[StringTranslation]:
    """What may be offered: no faulty words, and none of other languages."""
    return StringTranslation.objects.filter(
        locale_id=locale_id, has_error=False
    ).exclude(data="")


def alike_by_database(text: str, locale_id: int) -> dict[int, str]:
    said = translated(locale_id).filter(translation_of=OuterRef("pk"))
    rows = (
        String.objects.annotate(words=WithoutMarks(F("data")))
        .filter(Exists(said), words__trigram_similar=Value(trigrams.plain(text)))
        .values_list("pk", "data")
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes comparing two texts for as cheap as comparing two numbers,
        # and would do it with all of them.
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true),"
            " set_config('enable_seqscan', 'off', true)",
            [str(ROUGHLY)],
        )
        found = dict(rows)
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    return found


def alike_by_hand(text: str, locale_id: int) -> dict[int, str]:
    said = translated(locale_id).values("translation_of")
    rows = String.objects.filter(pk__in=said).values_list("pk", "data")
    wanted = len(trigrams.plain(text))
    return {
        pk: data
        for pk, data in rows.iterator()
        if wanted <= STRETCH * len(data) and fits(wanted, data)
    }


def fits(wanted: int, data: str) -> bool:
    return len(trigrams.plain(data)) <= STRETCH * wanted


def originals_like(text: str, locale_id: int) -> dict[int, tuple[int, str]]:
    """``{string: (percent, words)}``, the nearest ones."""
    look_up = alike_by_database if can_ask_database() else alike_by_hand
    found = {
        pk: (percent, data)
        for pk, data in look_up(text, locale_id).items()
        if (percent := trigrams.percent(text, data)) >= LEAST
    }
    best = sorted(found, key=lambda pk: (-found[pk][0], pk))[:MOST_ORIGINALS]
    return {pk: found[pk] for pk in best}


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def places(
    rows: Iterable[StringTranslation], locale_id: int
) -> dict[tuple[int, int], tuple[str, str]]:
    """``{(string, context): (page, address)}`` of what still stands on a page."""
    rows = list(rows)
    segments = StringSegment.objects.filter(
        string__in={row.translation_of_id for row in rows},
        context__in={row.context_id for row in rows},
    ).values_list("pk", "string_id", "context_id", "source_id")
    found = list(segments)
    translations = {
        each.source_id: each
        for each in Translation.objects.filter(
            source__in={source for *_rest, source in found}, target_locale=locale_id
        ).select_related("source")
    }
    return {
        (string, context): (translation.source.object_repr, address(translation, pk))
        for pk, string, context, source in found
        if (translation := translations.get(source))
    }


def address(translation: Translation, segment: int) -> str:
    return next(iter(slots.answers(Slot.SENTENCE, translation, segment)), "")


def of_pages(text: str, locale_id: int, skip: Collection[int]) -> list[Suggestion]:
    originals = originals_like(text, locale_id)
    rows = list(
        translated(locale_id)
        .filter(translation_of__in=originals)
        .exclude(pk__in=skip)
        .select_related("last_translated_by")
    )
    where = places(rows, locale_id)
    found = []
    for row in rows:
        percent, original = originals[row.translation_of_id]
        is_machine = row.translation_type == row.TRANSLATION_TYPE_MACHINE
        page, url = where.get(
            (row.translation_of_id, row.context_id), (staff_("An earlier text"), "")
        )
        by = row.tool_name if is_machine else name_of(row.last_translated_by)
        found.append(
            Suggestion(
                percent, original, row.data, page, by, url, is_machine, row.updated_at
            )
        )
    return found


def words_address(message: catalogue_memory.Message, language: str) -> str:
    """Where staff change it; what only staff read is changed with the code."""
    digest = digest_of(*message)
    if digest not in template():
        return ""
    return reverse("wording_edit", args=[language, digest])


def of_catalogues(text: str, language: str) -> list[Suggestion]:
    return [
        Suggestion(
            percent,
            message.english,
            words,
            staff_("Words of the site"),
            "",
            words_address(message, language),
        )
        for percent, message, words in catalogue_memory.like(text, language, LEAST)
    ]


def rank(suggestion: Suggestion) -> tuple:
    """The nearest first, by people before machines, on pages, the newest."""
    return (
        -suggestion.percent,
        suggestion.is_machine,
        not suggestion.at,
        -suggestion.at.timestamp() if suggestion.at else 0,
    )


def suggestions(
    text: str, locale_id: int, *, limit: int = 5, skip: Collection[int] = ()
) -> list[Suggestion]:
    """For a sentence of an original; ``skip`` are translations that are seen already
    (their numbers)."""
    if not trigrams.trigrams(text):
        return []
    found = [
        *of_pages(text, locale_id, skip),
        *of_catalogues(text, language_of(locale_id)),
    ]
    best: dict[tuple[str, str], Suggestion] = {}
    for suggestion in sorted(found, key=rank):
        said = trigrams.plain(suggestion.original), suggestion.text
        best.setdefault(said, suggestion)
    return list(best.values())[:limit]
