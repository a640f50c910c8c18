from django import template

from consents.keeping import rows_of
from signatures import kept

register = template.Library()


@register.simple_tag
def what_is_kept() -> list[dict]:
    """A row for each thing that signing keeps. One query."""
    return rows_of(kept.KEPT)


@register.simple_tag
def public_words() -> str:
    return kept.public_words()


@register.simple_tag
def private_words() -> str:
    return kept.private_words()
