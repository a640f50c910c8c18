"""What is public and in no country that we know: counted nowhere, and listed here."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from openheritage.names import number
from openheritage.slots import Slot, Unplaced, answers

MEND = "organisations.change_organisation"


def may_mend(user: User | AnonymousUser) -> bool:
    return user.has_perm(MEND)


def all_unplaced(user: User | AnonymousUser) -> list[Unplaced]:
    return [row for rows in answers(Slot.UNPLACED, user) for row in rows]


class UnplacedView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "organisations/admin/unplaced.html"
    header_icon = "globe"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not may_mend(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("Countries that are not known")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = {"url": reverse("unplaced"), "label": self.get_page_title()}
        return [*self.breadcrumbs_items, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": all_unplaced(self.request.user),
            "note": staff_(
                "These are counted among members and signatures, and in no country. "
                "What belongs to no country is called international, and is not here."
            ),
            "name_label": staff_("Name"),
            "what_label": staff_("What"),
            "nothing": staff_("The country of everybody is known."),
        }


class UnplacedPanel(Component):
    name = "unplaced"
    template_name = "organisations/admin/unplaced_panel.html"
    order = 135

    def __init__(self, user: User | AnonymousUser) -> None:
        self.number = len(all_unplaced(user))

    def get_context_data(self, parent_context: dict) -> dict:
        words = staff_n(
            "The country of %(number)s organisation is not known.",
            "The countries of %(number)s organisations are not known.",
            self.number,
        )
        return {
            "title": staff_("Countries that are not known"),
            "words": words % {"number": number(self.number)},
            "url": reverse("unplaced"),
        }
