from django import template
from django.template.context import Context

from ..joining import Joining
from ..joining import joining as joining_in

register = template.Library()


@register.simple_tag(takes_context=True)
def joining(context: Context) -> Joining:
    """The way in, for the reader of the page."""
    return joining_in(context["request"].LANGUAGE_CODE)
