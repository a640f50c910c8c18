from django import template
from django.template.context import Context

from .. import joining as joining_in
from ..joining import Joining, apply_path

register = template.Library()

register.simple_tag(apply_path)


@register.simple_tag(takes_context=True)
def joining(context: Context) -> Joining:
    """The way in, for the reader of the page."""
    return joining_in.joining(context["request"].LANGUAGE_CODE)
