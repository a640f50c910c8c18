"""What a volunteer is asked to agree to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import ConsentWording
from consents.purposes import Purpose

FORM = "volunteer"
LICENCE, CONTACT, CREDIT = "licence", "contact", "credit"

PURPOSES = [
    Purpose(
        LICENCE,
        staff_("licence of the words (CC BY 4.0)"),
        _(
            "These words are my own. I give them under the licence CC BY 4.0: everyone "
            "may use and change them who names the volunteers of Open Heritage."
        ),
        missing=_("We can take your words only under this licence."),
    ),
    Purpose(
        CONTACT,
        staff_("record name and mail address"),
        _(
            "I agree that my name and my e-mail address are kept and used as the "
            "privacy page says."
        ),
        missing=_("We can take your words only if we may write to you."),
        names_privacy_page=True,
    ),
    Purpose(
        CREDIT,
        staff_("thanks by name (optional)"),
        _(
            "I would like to be thanked by name on the page of thanks. This is "
            "optional, and I can end it at any time."
        ),
    ),
]


def wordings_in(language: str) -> list[ConsentWording]:
    """What a volunteer is shown today. One query."""
    return ConsentWording.objects.shown_in(FORM, language)
