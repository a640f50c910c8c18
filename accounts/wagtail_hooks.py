from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.users.models import UserProfile

from . import codes, devices, second_factor
from .panels import SecondFactorPanel
from .viewsets import AccountViewSet, InvitationViewSet


@hooks.register("register_admin_urls", order=-1)
def register_device_pages() -> list:
    """Found before wagtail_2fa's own, at the same addresses."""
    return [
        path("2fa/auth", codes.CodeView.as_view(), name="second_factor_auth"),
        path(
            "2fa/devices/new",
            never_cache(devices.CreateView.as_view()),
            name="second_factor_device_new",
        ),
        path(
            "2fa/devices/<int:user_id>",
            devices.ListView.as_view(),
            name="second_factor_device_list",
        ),
        path(
            "2fa/devices/<int:pk>/update",
            devices.UpdateView.as_view(),
            name="second_factor_device_update",
        ),
        path(
            "2fa/devices/<int:pk>/remove",
            devices.DeleteView.as_view(),
            name="second_factor_device_remove",
        ),
        path(
            "2fa/devices/qr-code",
            never_cache(devices.QRCodeView.as_view()),
            name="second_factor_device_qrcode",
        ),
        path(
            "2fa/recovery-codes",
            never_cache(devices.RecoveryView.as_view()),
            name="accounts_recovery_codes",
        ),
    ]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    return [AccountViewSet(), InvitationViewSet()]


@hooks.register("construct_main_menu", order=1000)
def close_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Where nothing is open but the set-up."""
    if second_factor.menu_is_closed(request):
        menu_items.clear()


@hooks.register("register_account_settings_panel")
def offer_second_factor(
    request: HttpRequest, user: User, profile: UserProfile
) -> SecondFactorPanel:
    return SecondFactorPanel(request, user, profile)
