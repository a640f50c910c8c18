"""What a sentence that waits was before its original changed.

wagtail-localize keeps the words of a sentence that is gone, and shows nobody any of
them. Delete this when its editor does (localize#832).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from wagtail_localize.models import StringSegment, StringTranslation

# Below this two sentences have little more than their place in common. A place that
# holds one sentence is the same place whatever it says.
ALIKE = 0.4


@dataclass(frozen=True)
class Stale:
    """The sentence that stood here, and its translation."""

    original: str
    words: StringTranslation

    @property
    def text(self) -> str:
        return self.words.data


def likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def stale_of(
    segments: Iterable[StringSegment], words: Iterable[StringTranslation]
) -> dict[int, Stale]:
    """By segment. ``segments`` are all of a page; ``words`` all that its places were
    ever given in a language, with their strings and contexts.

    Each earlier sentence is given once: first where it is most alike.
    """
    segments = list(segments)
    current = {(segment.string_id, segment.context_id) for segment in segments}
    has_words: set[tuple[int, int]] = set()
    earlier: dict[int, list[StringTranslation]] = defaultdict(list)
    of_field: dict[str, list[StringTranslation]] = defaultdict(list)
    for known in words:
        if known.context is None or known.context_id is None:
            continue
        key = (known.translation_of_id, known.context_id)
        if key in current:
            has_words.add(key)
        elif known.data and not known.has_error:
            earlier[known.context_id].append(known)
            of_field[known.context.field_path].append(known)
    in_place: dict[int, int] = defaultdict(int)
    for segment in segments:
        in_place[segment.context_id] += 1
    pairs = []
    for segment in segments:
        if (segment.string_id, segment.context_id) in has_words:
            continue
        here = earlier[segment.context_id]
        there = of_field[segment.context.field_path] if not here else []
        alone = in_place[segment.context_id] == 1
        for known in here or there:
            score = likeness(known.translation_of.data, segment.string.data)
            is_same_place = bool(here) and alone
            if score >= ALIKE or is_same_place:
                pairs.append((score, known.updated_at, segment.pk, known))
    found: dict[int, Stale] = {}
    used: set[int] = set()
    for _score, _at, pk, known in sorted(pairs, key=lambda pair: pair[:3])[::-1]:
        if pk not in found and known.pk not in used:
            found[pk] = Stale(known.translation_of.data, known)
            used.add(known.pk)
    return found
