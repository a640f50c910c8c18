"""Which old sentence a new one has come from, when an original has changed."""

from collections import Counter, defaultdict

from rapidfuzz import fuzz
from wagtail_localize.models import StringSegment, StringTranslation

# Percent of likeness from which on a sentence of a longer text is the same, changed.
ALIKE = 50


def previous_of(
    missing: list[StringSegment],
    segments: list[StringSegment],
    obsolete: list[StringTranslation],
) -> dict[int, StringTranslation]:
    """``{segment: what stood for the old sentence}``.

    A place that holds one sentence has one before it, however much it has changed; of
    the sentences of a rich text those are paired that are most alike.
    """
    in_place = Counter(segment.context_id for segment in segments)
    by_place = defaultdict(list)
    for row in sorted(obsolete, key=lambda row: row.updated_at, reverse=True):
        by_place[row.context_id].append(row)
    found: dict[int, StringTranslation] = {}
    likely = []
    for segment in missing:
        before = by_place[segment.context_id]
        if before and in_place[segment.context_id] == 1:
            found[segment.pk] = before[0]
            continue
        for number, row in enumerate(before):
            alike = fuzz.ratio(segment.string.data, row.translation_of.data)
            if alike >= ALIKE:
                likely.append((-alike, number, segment.pk, row))
    taken = set()
    for _alike, _number, segment_pk, row in sorted(likely, key=lambda one: one[:3]):
        if segment_pk not in found and row.pk not in taken:
            found[segment_pk] = row
            taken.add(row.pk)
    return found
