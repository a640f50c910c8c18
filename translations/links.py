"""A link that leads elsewhere in a translation does so wherever it turns up again.

As sentences do (``sentences.py``): wagtail-localize keeps the other address for one
place of one page.
"""

from collections import defaultdict

from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    TranslationSource,
)


def link_in(path: str) -> str:
    """The address at the end of a place, in quotes: ``body.<block>.'/join/'``."""
    return path[path.index("'") :]


def reuse_links(source: TranslationSource, locale_id: int | None = None) -> None:
    translations = source.translations.filter(enabled=True)
    if locale_id is not None:
        translations = translations.filter(target_locale_id=locale_id)
    known = defaultdict(list)
    for override in SegmentOverride.objects.filter(
        locale__in=translations.values("target_locale"),
        context__path__contains="'",
        has_error=False,
    ).select_related("context"):
        known[link_in(override.context.path)].append(override)
    if not known:
        return
    added = {}
    for segment in OverridableSegment.objects.filter(
        source=source, context__path__contains="'"
    ).select_related("context"):
        overrides = known[link_in(segment.context.path)]
        there = {
            override.locale_id
            for override in overrides
            if override.context_id == segment.context_id
        }
        # Of this page last, so that it is what stays; and the newest of each.
        for override in sorted(
            overrides,
            key=lambda found: (
                found.context.object_id == source.object_id,
                found.updated_at,
            ),
        ):
            if override.locale_id not in there:
                added[segment.context_id, override.locale_id] = SegmentOverride(
                    context_id=segment.context_id,
                    locale_id=override.locale_id,
                    data_json=override.data_json,
                    last_translated_by_id=override.last_translated_by_id,
                )
    SegmentOverride.objects.bulk_create(added.values())
