from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .unplaced import UnplacedPanel, UnplacedView, may_mend
from .viewsets import CountryNameViewSet, OrganisationViewSet

register_snippet(OrganisationViewSet)
register_snippet(CountryNameViewSet)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    return [path("reports/unknown-countries/", UnplacedView.as_view(), name="unplaced")]


class UnplacedMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_mend(request.user)


@hooks.register("register_reports_menu_item")
def unknown_countries() -> MenuItem:
    return UnplacedMenuItem(
        staff_("Countries that are not known"),
        reverse("unplaced"),
        name="unknown-countries",
        icon_name="globe",
        order=760,
    )


@hooks.register("construct_homepage_panels")
def add_unknown_countries(request: HttpRequest, panels: list) -> None:
    if may_mend(request.user):
        panel = UnplacedPanel(request.user)
        if panel.number:
            panels.append(panel)
