"""What an individual is asked to agree to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import ConsentWording
from consents.purposes import Purpose

FORM = "interest"
CONTACT = "contact"

PURPOSES = [
    Purpose(
        CONTACT,
        staff_("keep the address and write about the topics"),
        _(
            "I agree that my e-mail address, and my name if I give it, are kept to "
            "write to me about these topics, as the privacy page says. I can end this "
            "at any time."
        ),
        missing=_("We can write to you only if you agree."),
        names_privacy_page=True,
    ),
]


def wordings_in(language: str) -> list[ConsentWording]:
    """What an individual is shown today. One query."""
    return ConsentWording.objects.shown_in(FORM, language)
