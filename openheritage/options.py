"""The ``<select>`` of a form, written in Python.

Django includes two templates for each ``<option>``: a list of all countries is half of
what a page with a form costs. This renderer writes what Django's templates say, byte
for byte, and leaves all else to them: groups, and widgets with templates of their own.
Delete it when Django writes options without templates.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"

Option = dict[str, Any]


class FormRenderer(DjangoTemplates):
    def render(
        self, template_name: str, context: dict, request: HttpRequest | None = None
    ) -> str:
        if template_name == SELECT:
            options = plain_options(context["widget"])
            if options is not None:
                return select(context["widget"], options)
        return super().render(template_name, context, request=request)


def plain_options(widget: dict) -> list[Option] | None:
    """All options, in their order; ``None`` if there is more to them."""
    found: list[Option] = []
    for group_name, options, _index in widget["optgroups"]:
        # A template asks for no more than this of a name.
        if group_name or any(each["template_name"] != OPTION for each in options):
            return None
        found += options
    return found


def select(widget: dict, options: list[Option]) -> str:
    context = Context()
    name = render_value_in_context(widget["name"], context)
    # The break within an option is the last line of its template.
    lines = "".join([f"\n  {option(each, context)}\n" for each in options])
    # Django strips what it renders.
    return f'<select name="{name}"{attributes(widget["attrs"])}>{lines}\n</select>'


def option(each: Option, context: Context) -> str:
    value, label = text(each["value"]), render_value_in_context(each["label"], context)
    return f'<option value="{value}"{attributes(each["attrs"])}>{label}</option>'


def attributes(attrs: dict[str, Any]) -> str:
    parts = []
    for name, value in attrs.items():
        if value is True:
            parts.append(f" {conditional_escape(name)}")
        elif value is not False:
            parts.append(f' {conditional_escape(name)}="{text(value)}"')
    return "".join(parts)


def text(value: object) -> str:
    """As ``|stringformat:'s'`` has it: what is safe stays so."""
    if isinstance(value, SafeData):
        return str(value)
    return conditional_escape(str(value))
