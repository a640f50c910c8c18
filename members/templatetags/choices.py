from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from members.filters import Choices
from openheritage.names import number

register = template.Library()

LINK = '<li><a href="{}{}#list" rel="nofollow"{}>{} <span>{}</span></a></li>'
CURRENT = mark_safe(' aria-current="true"')


@register.filter
def links_from(choices: Choices, address: str) -> SafeString:
    """An item for each. In Python: a template takes longer for links to all countries
    than for the members themselves."""
    items = [
        (
            *(address, link.query, CURRENT if link.is_current else ""),
            *(link.label, number(link.number)),
        )
        for link in choices.links
    ]
    return format_html_join("", LINK, items)
