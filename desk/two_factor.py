"""A second factor for whoever sees personal data.

Asked for by single pages here; who needs one to enter the admin at all, and the pages
on which devices are set up, are accounts'.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as staff_
from django.views.decorators.cache import never_cache
from django_otp import user_has_device
from django_otp.middleware import is_verified
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


def ask_for_code(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(
        request.get_full_path(), login_url=reverse("wagtail_2fa_auth")
    )


def second_factor(request: HttpRequest) -> HttpResponse | None:
    """Where to go first; ``None`` for who has given a code in this session."""
    if is_verified(request.user):
        return None
    if user_has_device(request.user):
        messages.info(
            request, staff_("Personal data is shown after a code from your device.")
        )
        return ask_for_code(request)
    messages.warning(
        request,
        staff_(
            "Personal data is shown only to those who sign in with a second factor: "
            "set up a device (an app on your phone), then come back."
        ),
    )
    return redirect("wagtail_2fa_device_new")


class SecondFactorMixin(PermissionCheckedMixin):
    """Before Wagtail's views: permission first, then the second factor."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("view"):
            raise PermissionDenied
        return second_factor(request) or super().dispatch(request, *args, **kwargs)
