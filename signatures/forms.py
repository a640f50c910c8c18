from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consents.forms import ConsentsForm
from correspondence.mailbox_form import MailboxForm
from openheritage.fields import Line, Mailbox, Words
from openheritage.forms import StepForm
from openheritage.names import number
from organisations import facts_form
from organisations.facts_form import kind_field

from .models import FACTS, Signature

# Chosen by whom the form then leads to another page.
INDIVIDUAL = "individual"

# In characters; the column is as long.
LONGEST_COMMENT = 1500


class FactsForm(facts_form.FactsForm):
    """What an organisation says of itself, and may correct later."""

    kept = FACTS
    kind = kind_field(_("You sign as"), _("Choose what you sign as."))


class OrganisationForm(FactsForm):
    """The first step."""

    kind = kind_field(
        *(_("You sign as"), _("Choose what you sign as.")),
        (INDIVIDUAL, _("A private person")),
    )

    @property
    def is_individual(self) -> bool:
        return self.is_bound and self["kind"].value() == INDIVIDUAL

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if kind == INDIVIDUAL:
            raise forms.ValidationError(_("Organisations can sign, persons cannot."))
        return kind


def about_comments() -> str:
    # Translators: %(limit)s is a number: 1,500.
    return pgettext(
        "a comment",
        "It is published with your signature. At most %(limit)s characters, no web "
        "addresses.",
    ) % {"limit": number(LONGEST_COMMENT)}


def comment_field() -> Words:
    return Words(
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("Comment or reservation"),
        help_text=lazy(about_comments, str)(),
    )


def signer_field() -> Line:
    return Line(
        max_length=255,
        label=_("Your name"),
        help_text=pgettext_lazy("the name of a person", "It is not published."),
        error_messages={"required": _("Enter your name.")},
    )


def job_title_field() -> Line:
    return Line(
        max_length=255,
        label=_("Your job title"),
        error_messages={"required": _("Enter your job title.")},
    )


class PersonForm(MailboxForm):
    """The second step: who signs for the organisation."""

    autocomplete = MailboxForm.autocomplete | {
        "signer": "name",
        "job_title": "organization-title",
    }
    field_order = ("signer", "job_title", "email")

    signer = signer_field()
    job_title = job_title_field()
    email = Mailbox(
        label=_("Your work e-mail"),
        help_text=_(
            "We write to it to confirm, and compare its domain with the website."
        ),
        error_messages={"required": _("Enter your work e-mail.")},
    )


class CheckForm(ConsentsForm):
    """The last step: what else the organisation says, and what its signer agrees to.

    Not `autocomplete="off"`: browsers would forget the comment on the way back, too.
    """

    comment = comment_field()


class AddressForm(StepForm):
    """On the page that says where the mail goes."""

    autocomplete = {"email": "email"}

    email = Mailbox(
        label=_("Your work e-mail"),
        error_messages={"required": _("Enter your work e-mail.")},
    )


class SuccessorForm(ConsentsForm):
    """Who takes a signature over."""

    autocomplete = {"signer": "name", "job_title": "organization-title"}

    signer = signer_field()
    job_title = job_title_field()


class CorrectionForm(FactsForm):
    """An entry as its organisation wants it now."""

    comment = comment_field()
    answer = Words(
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("Your answer to our question"),
        help_text=_("Our question is in the mail that we sent you. Only we read it."),
    )

    def __init__(self, *args: Any, signature: Signature, **kwargs: Any) -> None:
        super().__init__(*args, initial=signature.facts, **kwargs)
        if signature.state != Signature.State.ASKED:
            del self.fields["answer"]


class WithdrawForm(StepForm):
    sure = forms.BooleanField(
        label=_("Yes, withdraw this signature"),
        error_messages={"required": _("Tick the box to withdraw.")},
    )


class HandOverForm(StepForm):
    autocomplete = {"email": "off"}

    email = Mailbox(
        label=_("E-mail of your successor"),
        error_messages={"required": _("Enter the e-mail of your successor.")},
    )


class LinkForm(StepForm):
    autocomplete = {"email": "email"}

    email = Mailbox(
        label=_("The e-mail you signed with"),
        error_messages={"required": _("Enter the e-mail you signed with.")},
    )
