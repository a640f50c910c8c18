"""What readers have of a translation today, sentence by sentence."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from wagtail_localize import models as localize
from wagtail_localize.models import StringSegment
from wagtail_localize.segments import StringSegmentValue


class Shown:
    """Of a page or snippet, as its table holds it."""

    def __init__(self, instance: Any) -> None:
        self.instance = instance

    def by_segment(self, segments: Iterable[StringSegment]) -> dict[int, str] | None:
        """The words that stand in the place of each sentence, by segment; empty where
        there are none. ``None`` if readers have nothing.

        A place of several sentences is told apart by their order, as long as there
        are as many of them.
        """
        if not getattr(self.instance, "live", True):
            return None
        said = defaultdict(list)
        for value in localize.extract_segments(self.instance):
            if isinstance(value, StringSegmentValue):
                said[value.path].append(value.string.data)
        wanted = defaultdict(list)
        for segment in segments:
            wanted[segment.context.path].append(segment)
        found = {}
        for place, here in wanted.items():
            before = said[place]
            if len(before) != len(here):
                before = [*before, *[""] * len(here)][: len(here)]
            for segment, text in zip(here, before, strict=True):
                found[segment.pk] = text
        return found
