"""The page that asks for the code of a second factor."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as staff_
from django_otp import devices_for_user, user_has_device
from django_otp.middleware import is_verified
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from wagtail_2fa import forms as upstream
from wagtail_2fa import views

from desk.pages import signed_in

from . import attempts, browsers


class CodeForm(upstream.TokenForm):
    """The code, and the app that shows it where somebody has several.

    A recovery code says by its letters that it is one.
    """

    def __init__(self, user: AbstractBaseUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["otp_token"].label = staff_("Code")
        self.fields["otp_token"].help_text = staff_(
            "From your app, or one of your recovery codes."
        )
        found = list(devices_for_user(user))
        self.devices = [one for one in found if not isinstance(one, StaticDevice)]
        self.recovery = [one for one in found if isinstance(one, StaticDevice)]
        if len(self.devices) > 1:
            blank = [("", "---------")]
            names = [(one.persistent_id, one.name) for one in self.devices]
            self.fields["otp_device"] = forms.ChoiceField(
                label=staff_("Device"), choices=blank + names, required=False
            )

    def clean_otp_token(self) -> str:
        return self.cleaned_data["otp_token"].replace(" ", "").lower()

    def _chosen_device(self, user: AbstractBaseUser) -> Device | None:
        token = self.cleaned_data.get("otp_token", "")
        if self.recovery and (not token.isdecimal() or not self.devices):
            pk = self.recovery[0].persistent_id
            return Device.from_persistent_id(pk, for_verify=True)
        if len(self.devices) == 1:
            pk = self.devices[0].persistent_id
            return Device.from_persistent_id(pk, for_verify=True)
        return super()._chosen_device(user)

    def _update_form(self, user: AbstractBaseUser) -> None:
        """The choices stand there already, without the recovery codes."""

    @property
    def extra_fields(self) -> Iterator[tuple[str, forms.BoundField]]:
        """What Wagtail's template shows below the code."""
        if "otp_device" in self.fields:
            yield "otp_device", self["otp_device"]


class CodeView(views.LoginView):
    form_class = CodeForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_has_device(request.user):
            return redirect("wagtail_2fa_device_new")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        spent = attempts.at_code(request, user)
        response = super().post(request, *args, **kwargs)
        if is_verified(user):
            spent.give_back()
            browsers.remember(request, attempts.spelled(user.get_username()))
        return response
