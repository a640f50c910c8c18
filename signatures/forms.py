from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consents.forms import ConsentsForm
from openheritage import slips
from openheritage.fields import Line, Mailbox, Website, Words
from openheritage.forms import StepForm, set_choices
from openheritage.furniture import furniture_language
from openheritage.names import countries, number
from openheritage.words import Words as Wording
from organisations.models import Kind, Sector

from .models import FACTS, Signature

# Chosen by whom the form then leads to another page.
INDIVIDUAL = "individual"

# In characters; the column is as long.
LONGEST_COMMENT = 1500


def own_country_choices() -> list[tuple[str, Wording]]:
    return [("", _("Choose a country or territory")), *countries(furniture_language())]


class FactsForm(StepForm):
    """What an organisation says of itself."""

    autocomplete = {
        "name": "organization",
        "country": "country",
        "website": "url",
    }

    name = Line(
        max_length=255,
        label=_("Name of the organisation"),
        help_text=_("As it should appear in the list, in your own script."),
        error_messages={"required": _("Enter the name of the organisation.")},
    )
    name_latin = Line(
        max_length=255,
        required=False,
        label=_("Name in Latin letters"),
        help_text=_("If you write your name in another script."),
    )
    kind = forms.ChoiceField(
        choices=Kind.choices,
        widget=forms.RadioSelect,
        label=_("You sign as"),
        error_messages={
            "required": _("Choose what you sign as."),
            "invalid_choice": _("Choose what you sign as."),
        },
    )
    sector = forms.ChoiceField(
        choices=[("", _("Choose a sector")), *Sector.choices],
        label=_("Sector"),
        error_messages={
            "required": _("Choose a sector."),
            "invalid_choice": _("Choose a sector."),
        },
    )
    country = forms.ChoiceField(
        choices=own_country_choices,
        label=_("Country or territory"),
        error_messages={
            "required": _("Choose a country or territory."),
            "invalid_choice": _("Choose a country or territory."),
        },
    )
    website = Website(
        label=_("Website"),
        help_text=_("We compare it with the domain of your e-mail address."),
        error_messages={"required": _("Enter the website of the organisation.")},
    )

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in FACTS}


class OrganisationForm(FactsForm):
    """The first step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        individual = (INDIVIDUAL, _("A private person"))
        set_choices(self, "kind", [*Kind.choices, individual])

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


class PersonForm(StepForm):
    """The second step: who signs for the organisation."""

    autocomplete = {
        "signer": "name",
        "job_title": "organization-title",
        "email": "email",
        "topic": "off",
    }

    signer = signer_field()
    job_title = job_title_field()
    email = Mailbox(
        label=_("Your work e-mail"),
        help_text=_(
            "We write to it to confirm, and compare its domain with the website."
        ),
        error_messages={"required": _("Enter your work e-mail.")},
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

    # The address that is offered.
    question = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        address = data.get("email", "")
        offered = slips.meant(address)
        if offered and data.get("meant"):
            data["email"] = offered
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
