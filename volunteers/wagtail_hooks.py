from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from desk.pages import signed_in
from translations.people import REVIEW
from translations.progress import held
from translations.readers import Reader

from . import deciding
from .people import VolunteerViewSet
from .report_home import ReportsPanel
from .report_screens import ReportsView, ReportView
from .screens import OfferView, VolunteersView


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [
        path("volunteers/", VolunteersView.as_view(), name="volunteers"),
        path("reported-errors/", ReportsView.as_view(), name="volunteers_reports"),
        path(
            "reported-errors/<int:pk>/",
            ReportView.as_view(),
            name="volunteers_report",
        ),
        path("volunteers/<int:pk>/", OfferView.as_view(), name="volunteers_offer"),
    ]


@hooks.register("register_admin_viewset")
def register_viewsets() -> VolunteerViewSet:
    return VolunteerViewSet()


class VolunteersMenuItem(MenuItem):
    """For whoever translates into a language, or looks through the quarantine."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = signed_in(request)
        # As ``deciding.languages_of``, of what the menu has asked for already.
        return deciding.may_release(user) or Reader.of(user).translates


@hooks.register("register_translations_menu_item")
def volunteers() -> MenuItem:
    return VolunteersMenuItem(
        staff_("Volunteers"),
        reverse("volunteers"),
        name="volunteers",
        icon_name="group",
        order=500,
    )


class ReportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user = signed_in(request)
        # As ``reporting.languages_of``, of what the menu has asked for already.
        return Reader.of(user).coordinates or bool(held(user, REVIEW))


@hooks.register("register_translations_menu_item")
def reported_errors() -> MenuItem:
    return ReportsMenuItem(
        staff_("Reported errors"),
        reverse("volunteers_reports"),
        name="reported-errors",
        icon_name="warning",
        order=510,
    )


@hooks.register("construct_homepage_panels")
def add_what_nobody_reviews(request: HttpRequest, panels: list) -> None:
    user = signed_in(request)
    if Reader.of(user).coordinates and not held(user, REVIEW):
        panel = ReportsPanel()
        if panel.rows:
            panels.append(panel)
