"""What staff choose, as it will be mailed in another language."""

from django.utils.html import format_html

from openheritage.furniture import furniture_of, speaking
from openheritage.names import bcp47, direction
from openheritage.words import Words


def in_both(label: Words, language: str) -> Words:
    """As staff read it, and as it will be mailed."""
    here = str(label)
    with speaking(language):
        there = str(label)
    language = furniture_of(language)
    if here == there:
        return here
    return format_html(
        '<span>{}<br><span class="help" lang="{}" dir="{}">{}</span></span>',
        *(here, bcp47(language), direction(language), there),
    )
