"""What the self-service of members' contacts tells the rooms that it stands on."""

from django.conf import settings
from django.template.context import Context
from django.utils.translation import gettext as staff_
from wagtail.models import Locale

from consents.purposes import register_purposes
from correspondence.emails import register_subjects
from correspondence.links import register_link
from openheritage.languages import Use
from openheritage.roles import DATA_KEEPERS, MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill, render

from . import contact_consents, contact_mails, contacting, replaying, retention
from .kept import rows
from .models import Application, Contact, ProfileChange
from .views import contact


def rights() -> list[Right]:
    return [
        Right(ProfileChange, ("view", "change"), (MODERATORS, REVIEWERS)),
        Right(Contact, ("view", "add", "delete"), (DATA_KEEPERS,)),
    ]


def kept_table(context: Context) -> str:
    return render(context, "members/slots/kept.html", kept_rows=rows())


def language_uses(locale: Locale) -> list[Use]:
    code = locale.language_code
    people = Contact.objects.filter(language=code).count()
    applications = Application.objects.filter(language=code).count()
    return [
        Use(staff_("contacts of members who get their mails in it"), people),
        Use(staff_("applications to the Coalition"), applications),
    ]


def register() -> None:
    register_purposes(contact_consents.FORM, contact_consents.PURPOSES)
    register_subjects(contacting.SUBJECT, contact_mails.find_contacts)
    for purpose, view, days in (
        (contacting.MANAGE, contact.manage, lambda: settings.LINK_DAYS),
        # As long as an invitation that nobody has answered is kept.
        (contacting.SUCCEED, contact.succeed, lambda: settings.UNCONFIRMED_DAYS),
    ):
        register_link(purpose, view, days, expired_view=contact.expired)
    replaying.register_kinds()
    fill(Slot.RIGHTS, rights)
    fill(Slot.KEPT, kept_table, order=-1)
    fill(Slot.ERASE, retention.erase)
    fill(Slot.EXPORT, retention.export)
    fill(Slot.PURGE, retention.purge)
    fill(Slot.REHASH, retention.rehash)
    fill(Slot.LANGUAGE_USES, language_uses)
