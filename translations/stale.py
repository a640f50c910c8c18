"""What a sentence that waits was before its original changed.

wagtail-localize keeps the words of a sentence that is gone, and shows nobody any of
them. Delete this when its editor does (localize#832).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from wagtail_localize.models import StringSegment, StringTranslation

from .files.previous import ALIKE, previous_of


@dataclass(frozen=True)
class Stale:
    """The sentence that stood here, and its translation."""

    original: str
    words: StringTranslation

    @property
    def text(self) -> str:
        return self.words.data


def stale_of(
    segments: Iterable[StringSegment], words: Iterable[StringTranslation]
) -> dict[int, Stale]:
    """By segment. ``segments`` are all of a page; ``words`` all that its places were
    ever given in a language, with their strings and contexts.

    Each earlier sentence is given once: in its place if it has one, else where a
    sentence like it has come into the same field (a block that was made anew).
    """
    segments = list(segments)
    places = {segment.context_id for segment in segments}
    current = {(segment.string_id, segment.context_id) for segment in segments}
    there, gone = set(), []
    for row in words:
        key = (row.translation_of_id, row.context_id)
        if key in current:
            there.add(key)
        elif row.context_id and row.data and not row.has_error:
            gone.append(row)
    missing = [
        segment
        for segment in segments
        if (segment.string_id, segment.context_id) not in there
    ]
    found = previous_of(missing, segments, gone)
    homeless = [row for row in gone if row.context_id not in places]
    rest = [segment for segment in missing if segment.pk not in found]
    found |= elsewhere(rest, homeless)
    return {pk: Stale(row.translation_of.data, row) for pk, row in found.items()}


def elsewhere(
    missing: list[StringSegment], homeless: list[StringTranslation]
) -> dict[int, StringTranslation]:
    """The most alike of the same field, whose place is gone."""
    by_field = defaultdict(list)
    for row in homeless:
        if row.context is not None:
            by_field[row.context.field_path].append(row)
    likely = []
    for segment in missing:
        for row in by_field[segment.context.field_path]:
            alike = fuzz.ratio(segment.string.data, row.translation_of.data)
            if alike >= ALIKE:
                likely.append((-alike, segment.pk, row.pk, row))
    found: dict[int, StringTranslation] = {}
    taken = set()
    for _alike, segment_pk, row_pk, row in sorted(likely, key=lambda one: one[:3]):
        if segment_pk not in found and row_pk not in taken:
            found[segment_pk] = row
            taken.add(row_pk)
    return found
