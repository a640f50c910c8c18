"""What staff ban, each in its one spelling."""

import ipaddress
import re

from django import forms
from django.utils.translation import gettext_lazy as staff_

from openheritage import addresses

from .models import Ban
from .networks import parse_ip

KEY = re.compile(r"[0-9a-f]{64}")
GLOB = re.compile(r"[a-z0-9.*?-]+")
# A network that is larger holds whole countries.
SHORTEST_PREFIX = {4: 8, 6: 16}


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
        found = ipaddress.ip_network(parse_ip(text) or text.strip(), strict=False)
    except ValueError:
        raise forms.ValidationError(
            staff_("Name a network, such as 192.0.2.0/24 or 2001:db8::/48.")
        ) from None
    if found.prefixlen < SHORTEST_PREFIX[found.version]:
        raise forms.ValidationError(staff_("This network is too large to block."))
    return str(found)


class BanForm(forms.ModelForm):
    class Meta:
        model = Ban
        fields = ["kind", "value", "reason"]

    def clean(self) -> dict:
        """Gives the value its one spelling, so that no block stands there twice."""
        super().clean()
        data = self.cleaned_data
        kind, value = data.get("kind"), data.get("value")
        if not kind or not value:
            return data
        is_kept = (kind, value) == (self.instance.kind, self.instance.value)
        spell = {
            Ban.Kind.DOMAIN: domain_pattern,
            Ban.Kind.NETWORK: network,
            Ban.Kind.ADDRESS: address_key,
        }[kind]
        try:
            if not (is_kept and KEY.fullmatch(value)):
                data["value"] = spell(value)
        except forms.ValidationError as error:
            self.add_error("value", error)
        return data
