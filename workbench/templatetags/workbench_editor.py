from django import template
from wagtail_localize.models import StringTranslation

from ..editor.saving import token
from ..editor.text import shown

register = template.Library()


@register.filter
def seen_token(words: StringTranslation | None) -> str:
    return token(words)


@register.filter
def typed(data: str) -> str:
    """What is stored, as translators type it."""
    return shown(data)
