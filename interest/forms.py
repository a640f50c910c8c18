from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consents.forms import ConsentsForm
from correspondence.mailbox_form import MailboxForm
from openheritage.fields import Line, Mailbox
from openheritage.forms import StepForm
from openheritage.locales import open_locales
from openheritage.names import language_name

from .models import Topic


def languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in open_locales()]


class WishesForm(StepForm):
    """What somebody wants to hear of, in which language, and how we call them."""

    autocomplete = {"signer": "name"}

    topics = forms.MultipleChoiceField(
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        label=_("What may we write to you about?"),
        error_messages={
            "required": _("Choose at least one topic."),
            "invalid_choice": _("Choose at least one topic."),
        },
    )
    into = forms.ChoiceField(
        choices=languages,
        label=_("In which language?"),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language."),
        },
    )
    signer = Line(
        max_length=255,
        required=False,
        label=_("Your name"),
        help_text=pgettext_lazy("the name of a person", "It is not published."),
    )


class InterestForm(WishesForm, MailboxForm, ConsentsForm):
    autocomplete = MailboxForm.autocomplete | WishesForm.autocomplete
    field_order = ("topics", "into", "signer", "email")

    email = Mailbox(
        label=_("Your e-mail"),
        error_messages={"required": _("Enter your e-mail.")},
    )
