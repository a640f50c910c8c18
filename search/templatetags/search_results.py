from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from search.items import items
from search.results import Result

register = template.Library()


@register.simple_tag
def result_items(results: Iterable[Result], level: int) -> SafeString:
    return items(results, level)
