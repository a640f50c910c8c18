"""Marks, places to fill in, signs that cannot be shown, and the length of the field."""

from collections.abc import Iterator

from django.utils.translation import gettext as staff_
from wagtail_localize.strings import StringValue

from openheritage.faithful import faults

from .finding import Finding


def check(original: str, text: str, limit: int | None) -> Iterator[Finding]:
    for words in faults(original, text):
        yield Finding("marks", words[:1].upper() + words[1:], is_error=True)
    length = len(StringValue(text).render_text()) if limit else 0
    if limit and length > limit:
        yield Finding(
            "limit",
            staff_("It has %(length)s letters, and %(limit)s fit")
            % {"length": length, "limit": limit},
            is_error=True,
        )
