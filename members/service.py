"""What the self-service of members' contacts tells the rooms that it stands on."""

from django.conf import settings

from consents.purposes import register_purposes
from correspondence.emails import register_subjects
from correspondence.links import register_link

from . import contact_consents, contact_mails, contacting
from .views import contact


def register() -> None:
    register_purposes(contact_consents.FORM, contact_consents.PURPOSES)
    register_subjects(contacting.SUBJECT, contact_mails.find_contacts)
    for purpose, view, days in (
        (contacting.MANAGE, contact.manage, lambda: settings.LINK_DAYS),
        # As long as an invitation that nobody has answered is kept.
        (contacting.SUCCEED, contact.succeed, lambda: settings.UNCONFIRMED_DAYS),
    ):
        register_link(purpose, view, days, expired_view=contact.expired)
