from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consents.forms import ConsentsForm
from correspondence.mailbox_form import MailboxForm
from openheritage.fields import Line, Mailbox


class YouForm(MailboxForm, ConsentsForm):
    """Who sends the sentences, and what they agree to."""

    autocomplete = MailboxForm.autocomplete | {"signer": "name"}
    field_order = ("signer", "email")

    signer = Line(
        max_length=255,
        label=_("Your name"),
        help_text=pgettext_lazy(
            "the name of a volunteer", "It is published only if you wish it."
        ),
        error_messages={"required": _("Enter your name.")},
    )
    email = Mailbox(
        label=_("Your e-mail"),
        help_text=_("We write to it to confirm, and to tell you what became of it."),
        error_messages={"required": _("Enter your e-mail.")},
    )
