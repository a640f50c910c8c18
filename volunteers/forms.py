from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consents.forms import ConsentsForm
from openheritage.fields import Line, Mailbox
from signatures.forms import PersonForm


class YouForm(PersonForm, ConsentsForm):
    """Who sends the sentences, and what they agree to.

    The question about a mistyped domain and the field that people do not see are those
    of the form to sign.
    """

    autocomplete = {"signer": "name", "email": "email", "topic": "off"}

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["job_title"]
