from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openheritage.names import number
from search.backends import COUNTED
from search.items import items
from search.results import Result

register = template.Library()


@register.simple_tag
def result_items(results: Iterable[Result], level: int) -> SafeString:
    return items(results, level)


@register.filter
def counted(found: int) -> str:
    """How many there are, or that there are more than anybody counts."""
    if found <= COUNTED:
        return number(found)
    # Translators: beside a choice: so many results, and more.
    return _("%(number)s+") % {"number": number(COUNTED)}
