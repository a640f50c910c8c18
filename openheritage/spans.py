"""How long something lasts, in the reader's language: “7 days”, “1 year”."""

from datetime import timedelta
from math import ceil

from babel.units import format_unit

from .furniture import furniture_language
from .names import cldr

YEAR = 365
# From the longest; what is no whole number of one is told in the next.
UNITS = [
    (timedelta(days=YEAR), "duration-year"),
    (timedelta(days=1), "duration-day"),
    (timedelta(hours=1), "duration-hour"),
]
MINUTE = timedelta(minutes=1)


def span(lasts: timedelta) -> str:
    """Never shorter than it is; in minutes at the least."""
    number, unit = ceil(lasts / MINUTE), "duration-minute"
    for length, name in UNITS:
        if lasts >= length and not lasts % length:
            number, unit = lasts // length, name
            break
    return format_unit(max(number, 1), unit, "long", locale=cldr(furniture_language()))
