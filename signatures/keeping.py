"""How long what signing keeps is kept, counted from what deletes it; and in what form
``kept`` says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from babel.lists import format_list
from django.conf import settings
from django.utils.translation import gettext

from consents.models import PrivacyNotice
from correspondence.links import purposes
from correspondence.tasks import KEEP as KEEP_MAILS
from limits.rates import KEEP as KEEP_ATTEMPTS
from limits.repeats import SEALED_FOR
from openheritage.furniture import furniture_language
from openheritage.names import cldr
from openheritage.words import Words

from .carried import COOKIE_SECONDS
from .transitions import MANAGE

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Datum:
    """``words`` stand in the middle of a sentence.

    ``fields`` are those of tables, as ``signatures.Signature.name``. ``public`` are the
    names under which it is published: columns of the open data, facts of the register.
    """

    words: Words
    fields: tuple[str, ...] = ()
    public: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What is kept for one reason, as long, and seen by the same."""

    data: tuple[Datum, ...]
    why: Words
    how_long: Callable[[], str]
    who: Words
    # Whether it is told by signatories, or protects the form.
    protects: bool = False
    is_public: bool = False

    @property
    def words(self) -> str:
        return listed(datum.words for datum in self.data)

    def ground(self, notice: PrivacyNotice) -> str:
        if self.protects:
            return notice.get_protection_ground_display()
        return notice.get_signing_ground_display()


def listed(words: Iterable[Words]) -> str:
    """“a, b and c”, in the language of the words around it."""
    here = cldr(furniture_language())
    return format_list([str(each) for each in words], "standard", here)


def lasting(time: timedelta) -> str:
    """“3 years”, “30 days”, “2 hours”."""
    whole: Literal["year", "day", "hour"] = "hour"
    if time.days:
        whole = "day" if time.days % DAYS_OF_A_YEAR else "year"
    # Not `format_unit`, which lacks these units in half of our languages.
    return format_timedelta(
        time,
        granularity=whole,
        threshold=float("inf"),
        locale=cldr(furniture_language()),
    )


def days(number: int) -> str:
    return lasting(timedelta(days=number))


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


def while_counted() -> str:
    return gettext("No longer than the person’s name; to count attempts, %(time)s.") % {
        "time": lasting(KEEP_ATTEMPTS)
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
