"""How far pages are in each language, counted in the transaction that changed it.

It counts what ``Translation.get_progress`` counts: keep them together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from .models import Tally
from .words import words_in

# What is counted once, at the end of a work that changes many sentences.
_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


def count(translations: Iterable[int]) -> None:
    """Counts these translations (their keys) again; a few queries for each original."""
    by_source: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, source, locale in Translation.objects.filter(
        pk__in=[*translations]
    ).values_list("pk", "source_id", "target_locale_id"):
        by_source[source][locale] = pk
    for source, wanted in by_source.items():
        count_source(source, wanted)


def count_source(source: int, wanted: dict[int, int]) -> None:
    """``wanted``: translations by their language."""
    segments = [
        ((string, context), words_in(data))
        for string, context, data in StringSegment.objects.filter(source=source)
        .order_by()
        .values_list("string_id", "context_id", "string__data")
    ]
    said: dict[int, dict] = defaultdict(dict)
    rows = StringTranslation.objects.filter(
        locale__in=wanted,
        context__in=StringSegment.objects.filter(source=source).values("context"),
    )
    for row in rows.only(
        "translation_of_id",
        "context_id",
        "locale_id",
        "translation_type",
        "last_translated_by_id",
        "updated_at",
        "has_error",
    ):
        said[row.locale_id][row.translation_of_id, row.context_id] = row
    before = Tally.objects.in_bulk(wanted.values())
    now = timezone.now()
    tallies = []
    for locale, pk in wanted.items():
        tally = Tally(translation_id=pk, total=len(segments), counted_at=now)
        for key, words in segments:
            row = said[locale].get(key)
            if row is None or row.has_error:
                tally.words_left += words
                tally.faulty += row is not None
            else:
                tally.translated += 1
                tally.machine += (
                    row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
                )
            if row and (not tally.touched_at or row.updated_at > tally.touched_at):
                tally.touched_at = row.updated_at
                tally.touched_by_id = row.last_translated_by_id
        tally.stale_since = stale_since(before.get(pk), tally)
        tallies.append(tally)
    fields = [
        field.attname for field in Tally._meta.concrete_fields if not field.primary_key
    ]
    Tally.objects.bulk_create(
        tallies,
        update_conflicts=True,
        unique_fields=["translation"],
        update_fields=[name.removesuffix("_id") for name in fields],
    )


def stale_since(before: Tally | None, tally: Tally) -> datetime | None:
    if not tally.left or before is None:
        return None
    if before.stale_since or before.left:
        return before.stale_since
    return timezone.now() if before.total else None


@contextmanager
def gathering() -> Iterator[None]:
    """What changes within is counted once, at its end and in its transaction."""
    if _gathered.get() is not None:
        yield
        return
    with transaction.atomic():
        touched: set[int] = set()
        token = _gathered.set(touched)
        try:
            yield
        finally:
            _gathered.reset(token)
        count(touched)


def count_soon(translations: Iterable[int]) -> None:
    gathered = _gathered.get()
    if gathered is None:
        count(translations)
    else:
        gathered.update(translations)


def sentence_changed(instance: StringTranslation, **kwargs: object) -> None:
    """Somebody's hand, a file, localize's own ways: a signal of the model."""
    count_soon(
        Translation.objects.filter(
            source__stringsegment__context=instance.context_id,
            target_locale=instance.locale_id,
        ).values_list("pk", flat=True)
    )


def source_changed(source: TranslationSource) -> None:
    count_soon(source.translations.values_list("pk", flat=True))


def translation_made(instance: Translation, **kwargs: object) -> None:
    count_soon([instance.pk])
