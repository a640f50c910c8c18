"""What those agree to who speak for a member without having applied: successors, and
whom staff have named."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import ConsentWording
from consents.purposes import Purpose

FORM = "member-contact"
AUTHORITY, CONTACT = "authority", "contact"

PURPOSES = [
    Purpose(
        AUTHORITY,
        staff_("authority to speak for the organisation"),
        _("I am authorised to speak for the organisation."),
        missing=_("Only who may speak for the organisation can do this."),
    ),
    Purpose(
        CONTACT,
        staff_("record name, job title and mail address"),
        _(
            "I agree that my name, my job title and my e-mail address are kept and "
            "used as the privacy page says. They are not published."
        ),
        missing=_("We can do this only if we may write to you."),
        names_privacy_page=True,
    ),
]


def wordings_in(language: str) -> list[ConsentWording]:
    """What they are shown today. One query."""
    return ConsentWording.objects.shown_in(FORM, language)
