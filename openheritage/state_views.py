"""What superusers read of the state of the site, in words, with what to do."""

from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import readiness
from .health import Answer, checks
from .words import Words

# In the list of addresses.
NAME = "state_of_the_site"


class Told(NamedTuple):
    """One line of the report."""

    name: str
    label: Words
    is_well: bool
    words: Words


def words_of(name: str, answer: Answer) -> Words:
    if answer.state == "unknown":
        return staff_now("This cannot be known at present.")
    if answer.state == "ok":
        return staff_now("In order")
    return checks[name].advice or answer.word


def lines() -> list[Told]:
    """Of all that applies here, what is wrong first."""
    found = readiness.report().answers
    told = [
        Told(name, checks[name].label or name, each.state == "ok", words_of(name, each))
        for name, each in found.items()
    ]
    return sorted(told, key=lambda line: line.is_well)


class StateView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "staff/state.html"
    page_title = staff_("State of the site")
    header_icon = "warning"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lines": lines()}


class StatePanel(Component):
    """What is wrong and has no panel of its own; nothing while all is well."""

    name = "state"
    template_name = "staff/facts_panel.html"
    order = 40

    def __init__(self, wrong: list[Told]) -> None:
        self.wrong = wrong

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        link = format_html(
            '<a href="{}">{}</a>', reverse(NAME), staff_now("All of it, and the rest")
        )
        return {
            "name": self.name,
            "icon": "warning",
            "title": staff_now("State of the site"),
            "rows": [*((line.label, line.words) for line in self.wrong), ("", link)],
        }


def wrong() -> list[Told]:
    return [
        line for line in lines() if not (line.is_well or checks[line.name].has_panel)
    ]
