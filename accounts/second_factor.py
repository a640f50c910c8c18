"""Of whom a second factor is asked before they enter the admin, and what opens it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_otp import user_has_device
from django_otp.middleware import is_verified
from wagtail.models import GroupPagePermission

from desk.two_factor import ask_for_code

# Those who decide on signatures, see people or manage accounts.
RIGHTS = (
    "signatures.change_signature",
    "signatures.moderate_signature",
    "signatures.view_signatory",
    "accounts.change_account",
    "accounts.add_invitation",
)

OPEN = {
    "second_factor_auth",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
# The set-up, for who has nothing yet that could be asked for.
SET_UP = {"second_factor_device_new", "second_factor_device_qrcode"}


def is_needed(user: User | AnonymousUser) -> bool:
    """By what one may do, not by the name of a group: groups are renamed."""
    if user.is_superuser or any(map(user.has_perm, RIGHTS)):
        return True
    return GroupPagePermission.objects.filter(
        group__user=user.pk, permission__codename="publish_page"
    ).exists()


def gate(request: HttpRequest, name: str) -> HttpResponse | None:
    """Where to go first; ``None`` for who may pass."""
    user = request.user
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return None
    if name in OPEN or is_verified(user):
        return None
    if user_has_device(user):
        return ask_for_code(request)
    if name in SET_UP or not is_needed(user):
        return None
    return redirect("wagtail_2fa_device_new")


def menu_is_closed(request: HttpRequest) -> bool:
    """Whether the entries of the menu would lead nowhere."""
    return gate(request, "") is not None
