"""Whether a text can stand for a sentence, wherever it comes from."""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as staff_
from wagtail.fields import StreamField
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.strings import StringValue

from openheritage.faithful import faults


def segments_of(translation: Translation) -> models.QuerySet[StringSegment]:
    return (
        StringSegment.objects.filter(source_id=translation.source_id)
        .select_related("context", "string")
        .order_by("order")
    )


def limit_of(segment: StringSegment, translation: Translation) -> int | None:
    """How many letters the field of a sentence holds."""
    model = translation.source.specific_content_type.model_class()
    field_name, *path = segment.context.field_path.split(".")
    try:
        place = model._meta.get_field(field_name)
        if not isinstance(place, StreamField):
            return None if path else getattr(place, "max_length", None)
        block = place.stream_block
        for name in path:
            block = (
                block.child_block
                if hasattr(block, "child_block")
                else block.child_blocks[name]
            )
    except (LookupError, AttributeError, FieldDoesNotExist):
        return None
    return getattr(getattr(block, "field", None), "max_length", None)


def wrong_with(segment: StringSegment, translation: Translation, text: str) -> str:
    """Why a text cannot stand for a sentence; empty if it can.

    Of every way in which people give one: a file, or the screen.
    """
    reasons = faults(segment.string.data, text)
    limit = limit_of(segment, translation)
    length = len(StringValue(text).render_text())
    if limit and length > limit:
        reasons.append(
            staff_("it has %(length)s letters, and %(limit)s fit")
            % {"length": length, "limit": limit}
        )
    return "; ".join(reasons)
