"""What applications tell the rooms that they stand on."""

from django.conf import settings

from consents.purposes import register_purposes
from correspondence.emails import register_subjects
from correspondence.links import register_link
from openheritage.roles import MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from . import application_mails, consents, transitions
from .models import Application
from .views import application


def rights() -> list[Right]:
    return [Right(Application, ("view", "change"), (MODERATORS, REVIEWERS))]


def sitemap() -> list[str]:
    return ["apply"]


def register() -> None:
    register_purposes(consents.FORM, consents.PURPOSES)
    register_subjects(transitions.SUBJECT, application_mails.find_applications)
    for purpose, view, days in (
        # As long as what they lead to is kept.
        (
            transitions.CONFIRM,
            application.confirm,
            lambda: settings.UNCONFIRMED_DAYS,
        ),
        (transitions.STATUS, application.status, lambda: settings.LINK_DAYS),
    ):
        register_link(purpose, view, days, expired_view=application.expired)
    fill(Slot.RIGHTS, rights)
    fill(Slot.SITEMAP, sitemap)
