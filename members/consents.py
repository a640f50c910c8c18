"""What an applicant is asked to agree to, and the person who speaks for a member."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import ConsentWording
from consents.purposes import Purpose

FORM = "membership"
# Names of purposes are shown to staff without their form.
COMMITMENT, AUTHORITY, RECORD = "commitment", "applying", "application"

PURPOSES = [
    Purpose(
        COMMITMENT,
        staff_("acceptance of the Statement of Commitment"),
        _("Our organisation accepts the Statement of Commitment shown on this page."),
        missing=_("Members accept the Statement of Commitment."),
    ),
    Purpose(
        AUTHORITY,
        staff_("authority to apply for the organisation"),
        _("I am authorised to apply for the organisation."),
        missing=_("Only who may speak for the organisation can apply."),
    ),
    Purpose(
        RECORD,
        staff_("record the application and these data"),
        _(
            "I agree that this application, my name, my job title and my e-mail "
            "address are kept and used as the privacy page says. They are not "
            "published."
        ),
        missing=_("We can take the application only if you agree."),
        names_privacy_page=True,
    ),
]


def wordings_in(language: str) -> list[ConsentWording]:
    """What an applicant is shown today. One query."""
    return ConsentWording.objects.shown_in(FORM, language)
