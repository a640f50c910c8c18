"""What the pages of the public record share."""

from django import template
from django.conf import settings
from django.template.context import RequestContext

from openheritage.names import bcp47

register = template.Library()


@register.inclusion_tag("register/addresses.html", takes_context=True)
def addresses_of(context: RequestContext, path: str) -> dict:
    """The one address of what is no page, and those in the other languages."""
    shell = context["shell"]
    rest = path.removeprefix(f"/{shell.language}")
    return {
        "canonical": shell.address + path,
        "address": shell.address,
        "default": f"{shell.address}/{settings.LANGUAGE_CODE}{rest}",
        "alternates": [
            (bcp47(language.code), f"{shell.address}/{language.code}{rest}")
            for language in shell.languages
        ],
    }
