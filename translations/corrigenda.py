"""A slip that is mended in the original leaves the translation of its sentence valid.

wagtail-localize takes a sentence with another comma for a new one, without translation.
For a corrigendum the words that translators gave to the old sentence are given to the
new one: translations stay complete, and follow the version as before.
"""

from datetime import datetime

from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from statement.models import KeptPage

from .tallies import gathering

# Strings of each place in the original, in their order.
Places = dict[int, list[int]]


def places(source: TranslationSource, fields: tuple[str, ...]) -> Places:
    found: Places = {}
    segments = StringSegment.objects.filter(source=source).select_related("context")
    for segment in segments.order_by("order"):
        if segment.context.path.split(".")[0] in fields:
            found.setdefault(segment.context_id, []).append(segment.string_id)
    return found


def successors(old: list[int], new: list[int]) -> dict[int, int]:
    """``{string: the one in its place}``; empty if nobody can tell which that is."""
    gone = [string for string in old if string not in new]
    come = [string for string in new if string not in old]
    return dict(zip(gone, come, strict=True)) if len(gone) == len(come) else {}


def carry_over(sender: type[KeptPage], instance: KeptPage, **kwargs: object) -> None:
    """Hears that a corrigendum is published, before its sources are told of it."""
    source = TranslationSource.objects.get_for_instance_or_none(instance)
    if source is None:
        return
    before = places(source, sender.kept_fields)
    # Counted when the words are there: nothing gets stale by a slip that is mended.
    with gathering():
        source.update_from_db()
        after = places(source, sender.kept_fields)
        carried = [
            copy
            for context, old in before.items()
            for string, successor in successors(old, after.get(context, [])).items()
            for copy in copies(context, string, successor)
        ]
        # Somebody may have translated the same words before: those stay.
        now = timezone.now()
        StringTranslation.objects.bulk_create(
            [copy for copy, _touched_at in carried], ignore_conflicts=True
        )
        for copy, touched_at in carried:
            # Nobody has touched them: nothing is newer than what readers have.
            StringTranslation.objects.filter(
                translation_of=copy.translation_of_id,
                context=copy.context_id,
                locale=copy.locale_id,
                created_at__gte=now,
            ).update(updated_at=touched_at)


def copies(
    context: int, string: int, successor: int
) -> list[tuple[StringTranslation, datetime]]:
    """The translations of a string, as those of another in the same place, and when
    somebody touched them."""
    rows = StringTranslation.objects.filter(context_id=context, translation_of=string)
    copied = [(row, row.updated_at) for row in rows]
    for row, _touched_at in copied:
        row.pk = None
        row.translation_of_id = successor
    return copied
