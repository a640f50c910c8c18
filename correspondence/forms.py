"""The code of a private link, and what staff enter."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy

from limits.forms import address_key
from openheritage import addresses

from . import links
from .models import Suppression


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("from a mail", "Code"),
        help_text=_("Four groups of four letters and digits, from our mail."),
        max_length=100,
        error_messages={
            "required": _("Enter the code from the mail."),
            "max_length": _("Enter the code from the mail."),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )

    def clean_code(self) -> str:
        """The token in what was typed."""
        token = links.read(self.cleaned_data["code"])
        link = links.find_link(token) if token else None
        if token is None or link is None or link.purpose not in links.purposes:
            raise forms.ValidationError(
                _("We do not know this code. Compare it with the one in the mail.")
            )
        return token

    def refuse(self, message: str) -> None:
        """Shows the message and the answer, without looking at the answer."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        self.add_error("code", message)


class AddressForm(forms.Form):
    address = forms.CharField(
        label=staff_("Mail address"),
        help_text=staff_("Only a hash of it is kept; the list cannot show it again."),
        max_length=addresses.MAX_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        """The key of the address."""
        return address_key(self.cleaned_data["address"])


class SuppressionForm(AddressForm, forms.ModelForm):
    class Meta:
        model = Suppression
        fields: list[str] = []

    def clean_address(self) -> str:
        key = super().clean_address()
        if Suppression.objects.filter(key=key).exists():
            raise forms.ValidationError(staff_("This address is on the list already."))
        self.instance.key = key
        return key
