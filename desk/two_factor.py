"""A second factor for whoever sees personal data.

wagtail_2fa asks everybody or nobody (``WAGTAIL_2FA_REQUIRED``). Here it is asked
for some pages only, so its own pages lack locks: with a stolen password alone one
could remove the owner's device, add another and pass. And its form for the code names
no device, without which newer releases of django-otp refuse every code. Delete the
views below when wagtail_2fa does both itself.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as staff_
from django.views import View
from django.views.decorators.cache import never_cache
from django_otp import devices_for_user, user_has_device
from django_otp.middleware import is_verified
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail_2fa import forms as upstream
from wagtail_2fa import utils, views


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


class LockedMixin(View):
    """Who has a device gives its code before changing anything about devices."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if user_has_device(request.user) and not is_verified(request.user):
            return ask_for_code(request)
        return super().dispatch(request, *args, **kwargs)


class CodeForm(upstream.TokenForm):
    """The code, and the device that shows it where somebody has several."""

    def __init__(self, user: AbstractBaseUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.devices = list(devices_for_user(user))
        if len(self.devices) > 1:
            self.fields["otp_device"] = forms.ChoiceField(
                label=staff_("Device"), choices=self.device_choices(user)
            )

    def _chosen_device(self, user: AbstractBaseUser) -> Device | None:
        if len(self.devices) == 1:
            pk = self.devices[0].persistent_id
            return Device.from_persistent_id(pk, for_verify=True)
        return super()._chosen_device(user)

    @property
    def extra_fields(self) -> Iterator[tuple[str, forms.BoundField]]:
        """What Wagtail's template shows below the code."""
        if "otp_device" in self.fields:
            yield "otp_device", self["otp_device"]


class CodeView(views.LoginView):
    form_class = CodeForm


class CreateView(LockedMixin, views.DeviceCreateView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Posted twice, or never shown: there is no device to confirm.
        if self.device is None:
            return redirect("wagtail_2fa_device_new")
        return super().post(request, *args, **kwargs)


class UpdateView(LockedMixin, views.DeviceUpdateView):
    pass


class DeleteView(views.DeviceDeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(TOTPDevice, **kwargs)
        # Somebody else's device too: for that one needs one's own.
        return second_factor(request) or super().dispatch(request, *args, **kwargs)


class QRCodeView(LockedMixin, views.DeviceQRCodeView):
    def get(self, request: HttpRequest) -> HttpResponse:
        if utils.get_unconfirmed_device(request.user) is None:
            raise Http404
        return super().get(request)


# Found before wagtail_2fa's own, at the same addresses.
urlpatterns = [
    path("2fa/auth", CodeView.as_view()),
    path("2fa/devices/new", never_cache(CreateView.as_view())),
    path("2fa/devices/<int:pk>/update", UpdateView.as_view()),
    path("2fa/devices/<int:pk>/remove", DeleteView.as_view()),
    path("2fa/devices/qr-code", never_cache(QRCodeView.as_view())),
]
