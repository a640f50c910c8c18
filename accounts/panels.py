"""What accounts add to Wagtail's own page about one's account."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from django_otp import user_has_device
from wagtail.admin.views.account import BaseSettingsPanel

from .second_factor import is_needed


class SecondFactorPanel(BaseSettingsPanel):
    """Offers a second factor to everybody. It has nothing to save."""

    name = "second_factor"
    title = staff_("Second factor")
    order = 510
    template_name = "accounts/second_factor_panel.html"

    def get_form(self) -> forms.Form:
        return forms.Form()

    def get_context_data(self) -> dict:
        if user_has_device(self.user):
            words = staff_("Beside your password you give a code from an app.")
            label = staff_("Devices and recovery codes")
            name, args = "wagtail_2fa_device_list", [self.user.pk]
        else:
            words = staff_(
                "With a second factor you give a code from an app beside your "
                "password, so that a stolen password opens nothing."
            )
            label = staff_("Set it up")
            name, args = "wagtail_2fa_device_new", []
        role = staff_("Your role asks for it.") if is_needed(self.user) else ""
        return {
            "words": [words, role] if role else [words],
            "label": label,
            "url": reverse(name, args=args),
        }
