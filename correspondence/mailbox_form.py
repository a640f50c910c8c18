"""What every form of the public site has that asks for a mail address."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openheritage import slips
from openheritage.fields import Mailbox
from openheritage.forms import StepForm


class MailboxForm(StepForm):
    """An address, a question about it if it looks mistyped
    (``correspondence/slip.html``), and a field that people do not see."""

    autocomplete = {"email": "email", "topic": "off"}

    email = Mailbox(
        label=_("Your e-mail"),
        error_messages={"required": _("Enter your e-mail.")},
    )
    # People neither see nor reach it; programs that fill in everything do.
    topic = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1"}),
    )
    # A likely slip in the domain is asked about, once. Neither field is seen: one says
    # about which domain, the other comes from the button that takes what is offered.
    asked_about = forms.CharField(
        required=False, max_length=255, widget=forms.HiddenInput
    )
    meant = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)

    # The address that is offered, and the one that was taken of those.
    question = chosen = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        address = data.get("email", "")
        offered = slips.meant(address)
        if offered and data.get("meant"):
            data["email"] = offered
            # Where something else is wrong, the form is drawn with what was chosen.
            self.chosen = offered
            posted = cast(QueryDict, self.data).copy()
            posted[self.add_prefix("email")] = offered
            self.data = posted
        elif offered and data.get("asked_about") != self.domain:
            self.question = offered
        data["meant"] = ""
        return data

    @property
    def domain(self) -> str:
        """Of the address as it was typed."""
        return str(self.cleaned_data.get("email", "")).rpartition("@")[2]

    def is_valid(self) -> bool:
        """A question is no error: nothing is marked, and it can be left unanswered."""
        return super().is_valid() and not self.question
