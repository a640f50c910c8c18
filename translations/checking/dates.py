"""A day that the original names: its month must be the same, in words or figures."""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted
from .number_words import MONTHS
from .numbers import all_readings, western

NAMES = "|".join(MONTHS)
DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?P<after>{NAMES})\b(?: \d{{4}})?"
    rf"|\b(?P<before>{NAMES}) \d{{1,4}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)"
)
# What CLDR calls otherwise in some countries.
VARIANTS = {
    "ar": ("ar_LB", "ar_DZ", "ar_MA"),
    "de": ("de_AT",),
    "zh": (),
}


@cache
def months(language: str) -> dict[int, frozenset[str]]:
    """What each month may be called, in small letters."""
    found: dict[int, set[str]] = {number: set() for number in range(1, 13)}
    base = language.split("-")[0]
    for code in (language.replace("-", "_"), *VARIANTS.get(base, ())):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for kind in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[kind][width].items():
                    found[number].add(name.lower().rstrip("."))
    return {number: frozenset(names) for number, names in found.items()}


def names_month(number: int, pair: Pair) -> bool:
    read = western(pair.read).lower()
    names = months(pair.language)[number]
    return any(name in read for name in names) or number in all_readings(
        pair.read, pair.base
    )


def check(pair: Pair) -> Iterator[Finding]:
    for match in DATE.finditer(pair.said):
        number = MONTHS.index(match["after"] or match["before"]) + 1
        if months(pair.language)[number] and not names_month(number, pair):
            yield Finding(
                "date",
                staff_("The month of %(words)s is missing or another one")
                % quoted(match[0]),
            )
