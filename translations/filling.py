"""Sentences that have been translated elsewhere, word for word: put in by one click,
and taken out by one.

What a machine wrote and nobody has read is not taken: a click is no reading.
"""

from collections.abc import Iterable

from django.contrib.auth.models import User
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.locales import language_of

from . import catalogue_memory, saving, sentences
from .models import Change

MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL


def words_for(
    translation: Translation, gaps: list[sentences.Gap]
) -> dict[tuple[int, int], str]:
    """``{(string, context): words}`` of what is known word for word."""
    source = translation.source
    locale = translation.target_locale_id
    found: dict[tuple[int, int], str] = {}
    for look_up in (sentences.elsewhere, sentences.spelt_otherwise):
        known = look_up(gaps, source.object_id)
        for gap in gaps:
            rows = [
                row
                for row in known[gap.string, locale]
                if row.translation_type == MANUAL
                and sentences.fits(source, gap, row.data)
            ]
            if row := sentences.nearest(rows, gap, source.object_id):
                found.setdefault((gap.string, gap.context), row.data)
    said = catalogue_memory.sentences(language_of(locale))
    for gap in gaps:
        words = said.get(gap.data)
        if words and sentences.fits(source, gap, words):
            found.setdefault((gap.string, gap.context), words)
    return found


def fill_repeats(translation: Translation, user: User | None) -> list[int]:
    """The segments that got words; none of those that had some before."""
    gaps = sentences.gaps_of(translation.source, translation.target_locale_id)
    words = words_for(translation, gaps)
    filled = []
    with saving.gathering():
        for segment in segments_of(translation, words):
            text = words[segment.string_id, segment.context_id]
            try:
                saved = saving.store(
                    segment,
                    translation,
                    text,
                    user,
                    how=Change.How.MEMORY,
                    tool=sentences.REUSED,
                    seen="",
                )
            except (saving.Conflict, saving.Refused):
                # Somebody was quicker.
                continue
            if saved.is_new:
                filled.append(segment.pk)
    return filled


def segments_of(
    translation: Translation, words: dict[tuple[int, int], str]
) -> list[StringSegment]:
    rows = StringSegment.objects.filter(
        source=translation.source_id, string__in={string for string, _context in words}
    ).select_related("string", "context")
    return [row for row in rows if (row.string_id, row.context_id) in words]


def take_back(
    translation: Translation, segments: Iterable[int], user: User | None
) -> list[int]:
    """Empties what ``fill_repeats`` filled, where nobody has written since."""
    taken = []
    with saving.gathering():
        rows = StringSegment.objects.filter(
            source=translation.source_id, pk__in=[*segments]
        )
        for segment in rows.select_related("string", "context"):
            current = saving.current_of(segment, translation)
            last = Change.objects.filter(
                string=segment.string_id,
                context=segment.context_id,
                locale=translation.target_locale_id,
            ).first()
            is_as_filled = (
                current
                and last
                and last.how == Change.How.MEMORY
                and last.data == current.data
            )
            if not current or not is_as_filled:
                continue
            try:
                saving.remove(segment, translation, user, seen=current.data)
            except saving.Conflict:
                continue
            taken.append(segment.pk)
    return taken
