from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from desk.pages import signed_in

from .people import SubscriberViewSet

SUBSCRIBERS = SubscriberViewSet()


@hooks.register("register_admin_viewset")
def register_viewsets() -> SubscriberViewSet:
    return SUBSCRIBERS


class NumbersMenuItem(MenuItem):
    """For whoever may know how many there are, and not who they are."""

    def is_shown(self, request: HttpRequest) -> bool:
        may = SUBSCRIBERS.permission_policy.user_has_permission
        user = signed_in(request)
        return may(user, "count") and not may(user, "view")


@hooks.register("register_admin_menu_item")
def numbers() -> MenuItem:
    return NumbersMenuItem(
        staff_("Interested individuals"),
        reverse("interest_data:numbers"),
        name="interest-numbers",
        icon_name="mail",
        order=SUBSCRIBERS.menu_order,
    )
