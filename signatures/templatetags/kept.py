from django import template

from consents.models import PrivacyNotice
from signatures import kept

register = template.Library()


@register.simple_tag
def what_is_kept() -> list[dict]:
    """A row for each thing that signing keeps. One query."""
    notice = PrivacyNotice.current()
    return [
        {
            "words": each.words,
            "why": each.why,
            "ground": each.ground(notice),
            "how_long": each.how_long(),
            "who": each.who,
        }
        for each in kept.KEPT
    ]


@register.simple_tag
def public_words() -> str:
    return kept.public_words()


@register.simple_tag
def private_words() -> str:
    return kept.private_words()
