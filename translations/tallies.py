"""How far pages are in each language, counted in the transaction that changed it.

It counts what ``Translation.get_progress`` counts: keep them together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, get_translatable_models
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from . import words
from .models import Tally

MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE
# Translations that are counted together.
BATCH = 400

# The same sentences are counted at each word that is typed.
words_in = lru_cache(maxsize=20_000)(words.words_in)

# A sentence: an original in its place.
Place = tuple[int, int]
# Translations of an original by their language.
Wanted = dict[int, int]

# What is counted once, at the end of a work that changes many sentences.
# Each with whether it was its original that changed.
_gathered: ContextVar[dict[int, bool] | None] = ContextVar("gathered", default=None)


@transaction.atomic(savepoint=False)
def count(translations: Iterable[int], *, of_new_original: bool = False) -> None:
    """Counts these translations (their keys) again; a few queries for each hundred."""
    wanted = sorted(set(translations))
    for start in range(0, len(wanted), BATCH):
        count_batch(wanted[start : start + BATCH], of_new_original)


def count_batch(wanted: list[int], of_new_original: bool) -> None:
    # Whoever counts the same one waits, and then sees what was changed meanwhile.
    rows = (
        Translation.objects.select_for_update(no_key=True)
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    found = counted_of(rows)
    before = Tally.objects.in_bulk(wanted)
    now = timezone.now()
    for pk, tally in found.items():
        tally.counted_at = now
        tally.stale_since = stale_since(before.get(pk), tally, of_new_original)
    fields = [field.name for field in Tally._meta.fields if not field.primary_key]
    Tally.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["translation"],
        update_fields=fields,
    )


def counted(translations: Iterable[int]) -> dict[int, Tally]:
    """What is true, for whoever compares; nothing is stored."""
    rows = Translation.objects.filter(pk__in=[*translations]).order_by("pk")
    return counted_of(rows)


def counted_of(rows: QuerySet[Translation]) -> dict[int, Tally]:
    by_source: dict[int, Wanted] = defaultdict(dict)
    for pk, source, locale in rows.values_list("pk", "source_id", "target_locale_id"):
        by_source[source][locale] = pk
    places, said = places_in(by_source), said_in(by_source)
    return {
        pk: tallied(pk, places[source], said.get((source, locale), {}))
        for source, of_source in by_source.items()
        for locale, pk in of_source.items()
    }


def places_in(sources: Iterable[int]) -> dict[int, list[tuple[Place, int]]]:
    """The sentences of each original, with how many words they have."""
    found: dict[int, list[tuple[Place, int]]] = defaultdict(list)
    for source, string, context, data in (
        StringSegment.objects.filter(source__in=[*sources])
        .order_by()
        .values_list("source_id", "string_id", "context_id", "string__data")
    ):
        found[source].append(((string, context), words_in(data)))
    return found


def said_in(by_source: dict[int, Wanted]) -> dict[tuple[int, int], dict[Place, tuple]]:
    """What is translated in the places of these originals, by source and language."""
    sources = StringSegment.objects.filter(source__in=by_source).order_by()
    of_context: dict[int, list[int]] = defaultdict(list)
    for context, source in sources.values_list("context_id", "source_id").distinct():
        of_context[context].append(source)
    locales = {locale for wanted in by_source.values() for locale in wanted}
    rows = StringTranslation.objects.filter(
        locale__in=locales, context__in=sources.values("context")
    ).values_list(
        *("context_id", "translation_of_id", "locale_id", "has_error"),
        *("translation_type", "updated_at", "last_translated_by_id"),
    )
    found: dict[tuple[int, int], dict[Place, tuple]] = defaultdict(dict)
    for context, string, locale, *what in rows.order_by():
        for source in of_context[context]:
            if locale in by_source[source]:
                found[source, locale][string, context] = tuple(what)
    return found


def tallied(
    pk: int, places: list[tuple[Place, int]], said: dict[Place, tuple]
) -> Tally:
    tally = Tally(translation_id=pk, total=len(places))
    for place, number in places:
        what = said.get(place)
        if what is None:
            tally.words_left += number
            continue
        has_error, kind, updated_at, by = what
        if has_error:
            tally.words_left += number
            tally.faulty += 1
        else:
            tally.translated += 1
            tally.machine += kind == MACHINE
        if not tally.touched_at or updated_at > tally.touched_at:
            tally.touched_at, tally.touched_by_id = updated_at, by
    return tally


def stale_since(
    before: Tally | None, tally: Tally, of_new_original: bool
) -> datetime | None:
    """Of what was whole, or lost a sentence that had words, by its original's doing.

    What a translator takes away is a draft, and what was never translated is not stale.
    """
    if not tally.left or before is None:
        return None
    if before.stale_since or not of_new_original:
        return before.stale_since
    was_whole = before.total > 0 and not before.left
    has_lost = tally.translated < before.translated and tally.left > before.left
    return tally.counted_at if was_whole or has_lost else None


@contextmanager
def gathering() -> Iterator[None]:
    """What changes within is counted once, at its end and in its transaction."""
    if _gathered.get() is not None:
        yield
        return
    with transaction.atomic():
        touched: dict[int, bool] = {}
        token = _gathered.set(touched)
        try:
            yield
        finally:
            _gathered.reset(token)
        for of_new_original in (False, True):
            count(
                [pk for pk, is_so in touched.items() if is_so == of_new_original],
                of_new_original=of_new_original,
            )


def count_soon(translations: Iterable[int], *, of_new_original: bool = False) -> None:
    gathered = _gathered.get()
    if gathered is None:
        count(translations, of_new_original=of_new_original)
        return
    for pk in translations:
        gathered[pk] = gathered.get(pk, False) or of_new_original


def fill(most: int | None = None) -> int:
    """Counts what has never been: of a site that is older than tallies, say.

    How many. Since when such a page is stale nobody has written down: if readers have
    it and it lacks words, its original was changed at the latest since then.
    """
    missing = Translation.objects.filter(tally=None).order_by("source", "pk")
    wanted = [*missing.values_list("pk", flat=True)[:most]]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        with transaction.atomic():
            count(batch)
            tell_stale(batch)
    return len(wanted)


def tell_stale(translations: list[int]) -> None:
    lacking = [
        tally
        for tally in Tally.objects.filter(
            translation__in=translations, translated__gt=0, stale_since=None
        ).select_related("translation__source")
        if tally.left
    ]
    live = live_pairs({tally.translation.source.object_id for tally in lacking})
    for tally in lacking:
        translation = tally.translation
        if (translation.source.object_id, translation.target_locale_id) in live:
            tally.stale_since = translation.source.last_updated_at
            tally.save(update_fields=["stale_since"])


def live_pairs(keys: set[UUID]) -> set[tuple[UUID, int]]:
    found: set[tuple[UUID, int]] = set()
    models: list[Any] = [Page, *get_translatable_models()]
    for model in models:
        if keys and hasattr(model, "live"):
            rows = model.objects.filter(translation_key__in=keys, live=True).order_by()
            found |= {*rows.values_list("translation_key", "locale_id")}
    return found


def after_migrations(**kwargs: object) -> None:
    # Somebody may migrate another app alone, before this one.
    if Tally._meta.db_table in connection.introspection.table_names():
        fill()


def sentence_changed(instance: StringTranslation, **kwargs: object) -> None:
    """Somebody's hand, a file, localize's own ways: a signal of the model."""
    count_soon(
        Translation.objects.filter(
            source__stringsegment__context=instance.context_id,
            target_locale=instance.locale_id,
        ).values_list("pk", flat=True)
    )


def source_changed(source: TranslationSource) -> None:
    """Its sentences are others, or stand in other places."""
    wanted = source.translations.values_list("pk", flat=True)
    count_soon(wanted, of_new_original=True)


def translation_made(instance: Translation, **kwargs: object) -> None:
    count_soon([instance.pk])
