"""How long something lasts, in the reader's language: “7 days”, “1 year”."""

from datetime import timedelta
from math import ceil
from typing import Literal

from babel.dates import format_timedelta

from .furniture import furniture_language
from .names import cldr

YEAR = 365
# From the longest; what is no whole number of one is told in the next.
Unit = Literal["year", "day", "hour", "minute"]
UNITS: list[tuple[timedelta, Unit]] = [
    (timedelta(days=YEAR), "year"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
]
MINUTE = timedelta(minutes=1)
# Of units before which a smaller one is taken.
NEVER = 10**9


def span(lasts: timedelta) -> str:
    """Never shorter than it is; in minutes at the least."""
    unit: Unit = next(
        (name for length, name in UNITS if lasts >= length and not lasts % length),
        "minute",
    )
    if unit == "minute":
        lasts = max(ceil(lasts / MINUTE), 1) * MINUTE
    # Not `format_unit`, which knows no units in languages that inherit them.
    locale = cldr(furniture_language())
    return format_timedelta(lasts, granularity=unit, threshold=NEVER, locale=locale)
