"""The code of a private link, and what staff enter."""

import ipaddress
import re

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from . import addresses, links
from .models import Block, Suppression

KEY = re.compile(r"[0-9a-f]{64}")
GLOB = re.compile(r"[a-z0-9.*?-]+")
# A network that is larger holds whole countries.
SHORTEST_PREFIX = {4: 8, 6: 16}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
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
        link = links.find(self.cleaned_data["code"])
        if link is None or link.purpose not in links.purposes:
            raise forms.ValidationError(
                _("We do not know this code. Compare it with the one in the mail.")
            )
        return links.read(self.cleaned_data["code"])

    def refuse(self, message: str) -> None:
        """Shows the message and the answer, without looking at the answer."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        self.add_error("code", message)


def address_key(text: str) -> str:
    """The key of a typed address. Raises ``ValidationError``."""
    try:
        return addresses.address_key(text)
    except ValueError:
        raise forms.ValidationError(staff_("This is no mail address.")) from None


def domain_pattern(text: str) -> str:
    """A domain in ASCII, ``*`` and ``?`` allowed. Raises ``ValidationError``."""
    labels = text.strip().lower().removeprefix("@").removesuffix(".").split(".")
    if labels[-1] in ("*", "?", ""):
        raise forms.ValidationError(
            staff_("Name a domain, such as example.org or *.example.org.")
        )
    try:
        # Label by label: a pattern is no domain that IDNA would take.
        ascii_labels = [
            label
            if label.isascii()
            else addresses.ascii_domain(f"{label}.example").split(".")[0]
            for label in labels
        ]
    except ValueError:
        ascii_labels = [""]
    pattern = ".".join(ascii_labels)
    if len(labels) < 2 or not all(map(GLOB.fullmatch, ascii_labels)):
        raise forms.ValidationError(
            staff_("Name a domain, such as example.org or *.example.org.")
        )
    return pattern


def network(text: str) -> str:
    """A network in its usual spelling. Raises ``ValidationError``."""
    try:
        found = ipaddress.ip_network(
            addresses.parse_ip(text) or text.strip(), strict=False
        )
    except ValueError:
        raise forms.ValidationError(
            staff_("Name a network, such as 192.0.2.0/24 or 2001:db8::/48.")
        ) from None
    if found.prefixlen < SHORTEST_PREFIX[found.version]:
        raise forms.ValidationError(staff_("This network is too large to block."))
    return str(found)


class BlockForm(forms.ModelForm):
    class Meta:
        model = Block
        fields = ["kind", "value", "reason"]

    def clean(self) -> dict:
        """Gives the value its one spelling, so that no block stands there twice."""
        data = super().clean()
        kind, value = data.get("kind"), data.get("value")
        if not kind or not value:
            return data
        is_kept = (kind, value) == (self.instance.kind, self.instance.value)
        spell = {
            Block.Kind.DOMAIN: domain_pattern,
            Block.Kind.NETWORK: network,
            Block.Kind.ADDRESS: address_key,
        }[kind]
        try:
            if not (is_kept and KEY.fullmatch(value)):
                data["value"] = spell(value)
        except forms.ValidationError as error:
            self.add_error("value", error)
        return data


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
        fields = []

    def clean_address(self) -> str:
        key = super().clean_address()
        if Suppression.objects.filter(key=key).exists():
            raise forms.ValidationError(staff_("This address is on the list already."))
        self.instance.key = key
        return key
