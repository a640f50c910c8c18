from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from desk.pages import signed_in
from translations.readers import Reader

from . import deciding
from .people import VolunteerViewSet
from .screens import OfferView, VolunteersView


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [
        path("volunteers/", VolunteersView.as_view(), name="volunteers"),
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
