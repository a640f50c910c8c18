"""What an applicant fills in, and may change later."""

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

from .models import Application

# In characters.
LONGEST_MOTIVATION = 2000


class FactsForm(facts_form.FactsForm):
    kind = kind_field(_("Your organisation is"), _("Choose what your organisation is."))


def about_motivation() -> str:
    # Translators: %(limit)s is a number: 2,000.
    return pgettext(
        "why an organisation wishes to join",
        "What it does for heritage in the public domain, and what you hope for. Only "
        "we read it. At most %(limit)s characters, no web addresses.",
    ) % {"limit": number(LONGEST_MOTIVATION)}


def motivation_field() -> Words:
    return Words(
        max_length=LONGEST_MOTIVATION,
        widget=forms.Textarea(attrs={"rows": 8}),
        label=_("Why your organisation wishes to join"),
        help_text=lazy(about_motivation, str)(),
        error_messages={"required": _("Say why your organisation wishes to join.")},
    )


class ApplyForm(FactsForm, MailboxForm, ConsentsForm):
    """The whole application, on one page."""

    autocomplete = (
        FactsForm.autocomplete
        | MailboxForm.autocomplete
        | {"signer": "name", "job_title": "organization-title"}
    )
    # Consents come last.
    field_order: tuple[str, ...] = (
        *facts_form.FACTS,
        "signer",
        "job_title",
        "email",
        "motivation",
    )

    signer = Line(
        max_length=255,
        label=_("Your name"),
        help_text=pgettext_lazy("the name of a person", "It is not published."),
        error_messages={"required": _("Enter your name.")},
    )
    job_title = Line(
        max_length=255,
        label=_("Your job title"),
        error_messages={"required": _("Enter your job title.")},
    )
    email = Mailbox(
        label=_("Your work e-mail"),
        help_text=_(
            "We write to it to confirm, and compare its domain with the website."
        ),
        error_messages={"required": _("Enter your work e-mail.")},
    )
    motivation = motivation_field()

    @property
    def organisation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in facts_form.FACTS]


class CorrectionForm(FactsForm):
    """What nobody has decided on yet, and the answer to a question."""

    motivation = motivation_field()
    answer = Words(
        max_length=LONGEST_MOTIVATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("Your answer to our question"),
        help_text=_("Our question is in the mail that we sent you. Only we read it."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        initial = application.facts | {
            "motivation": application.motivation,
            "answer": application.answer,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if application.state != Application.State.ASKED:
            del self.fields["answer"]


class WithdrawForm(StepForm):
    sure = forms.BooleanField(
        label=_("Yes, withdraw this application"),
        error_messages={"required": _("Tick the box to withdraw.")},
    )
