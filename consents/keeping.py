"""In what form forms say what they keep: each datum, why, on what ground, how long, and
who sees it.

One list for each form, behind the privacy page and the test that compares it with the
tables. How long is never typed: it is counted from what deletes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from babel.lists import format_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from limits.rates import KEEP as KEEP_ATTEMPTS
from openheritage.furniture import furniture_language
from openheritage.names import cldr
from openheritage.words import Words

from .models import Ground, PrivacyNotice

DAYS_OF_A_YEAR = 365

# Who sees it.
STAFF = _("Our staff who look after signatures.")
NOBODY = _("Nobody: only programs compare it.")


def of(table: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"{table}.{field}" for field in fields)


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


@dataclass(frozen=True)
class Told(Kept):
    """Who sends this form agrees to it, whatever staff say of signing."""

    def ground(self, notice: PrivacyNotice) -> str:
        if self.protects:
            return super().ground(notice)
        return str(Ground.CONSENT.label)


def rows_of(kept: Iterable[Kept]) -> list[dict]:
    """For the table of the privacy page (``consents/kept_table.html``). One query."""
    notice = PrivacyNotice.current()
    return [
        {
            "words": each.words,
            "why": each.why,
            "ground": each.ground(notice),
            "how_long": each.how_long(),
            "who": each.who,
        }
        for each in kept
    ]


def fields_of(kept: Iterable[Kept]) -> list[str]:
    return [name for each in kept for datum in each.data for name in datum.fields]


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


def while_counted() -> str:
    return gettext("No longer than the person’s name; to count attempts, %(time)s.") % {
        "time": lasting(KEEP_ATTEMPTS)
    }
