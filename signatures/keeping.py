"""How long what signing keeps is kept, counted from what deletes it."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext

from consents.keeping import days, lasting
from correspondence.links import purposes
from correspondence.tasks import KEEP as KEEP_MAILS
from limits.repeats import SEALED_FOR

from .carried import COOKIE_SECONDS
from .transitions import MANAGE

# How long -------------------------------------------------------------------------


def while_it_stands() -> str:
    return gettext(
        "Until the signature is withdrawn. The register then keeps its reference and "
        "the day alone; we keep the entry, unpublished."
    )


def with_the_person() -> str:
    return gettext(
        "%(time)s from signing or taking over; %(closed)s after the signature was "
        "withdrawn, rejected or merged with another."
    ) % {
        "time": days(settings.SIGNATORY_RETENTION_DAYS),
        "closed": days(settings.CLOSED_DAYS),
    }


def like_the_name() -> str:
    return gettext("No longer than the person’s name.")


def until_confirmed() -> str:
    return gettext("%(time)s. “That was not us” deletes it at once.") % {
        "time": days(settings.UNCONFIRMED_DAYS)
    }


def as_mails() -> str:
    return gettext("%(time)s; a private link works for up to %(link)s.") % {
        "time": lasting(KEEP_MAILS),
        "link": lasting(purposes[MANAGE].lifetime),
    }


def while_sealed() -> str:
    return lasting(SEALED_FOR)


def while_listed() -> str:
    return gettext("Until staff take it off the list.")


def always() -> str:
    return gettext("As long as the list of signatories exists.")


def in_the_browser() -> str:
    return gettext("%(time)s at most; it ends when the form is sent.") % {
        "time": lasting(timedelta(seconds=COOKIE_SECONDS))
    }
