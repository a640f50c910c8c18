"""Languages, countries, dates and numbers as the reader's language has them.

All of it is CLDR's, through Babel. ``COUNTRY_NAMES`` is the one table of
exceptions; each was looked at by a person and has its reason beside it.
"""

from datetime import date, datetime
from functools import cache

from babel import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.numbers import format_decimal
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language_bidi

from . import phrases
from .furniture import furniture_language
from .text import sort_key

# (language or "*", country) -> name.
COUNTRY_NAMES = {
    # The names under which they are UNESCO member states, short form.
    ("en", "MM"): "Myanmar",
    ("en", "PS"): "Palestine",
    ("en", "CD"): "Democratic Republic of the Congo",
    ("en", "CG"): "Congo",
    # CLDR adds the power to the name; a place in a list needs none.
    ("en", "HK"): "Hong Kong",
    ("en", "MO"): "Macao",
}

# CLDR's two-letter territories that are no countries of ISO 3166-1.
NOT_COUNTRIES = frozenset(
    "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split()  # noqa: SIM905 - a list
)

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@cache
def cldr(language: str) -> Cldr:
    """CLDR's locale for a code of ours (``pt-br``); English where it has none."""
    if language == "en":
        return Cldr("en", "GB")  # the site's own spelling, and its dates
    try:
        return Cldr.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Cldr("en", "GB")


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def isolated(text: str) -> str:
    """For a text of another language, or code, within a sentence that may run from
    right to left: its full stops and brackets stay where they are."""
    return f"\u2068{text}\u2069" if text and get_language_bidi() else text


def bcp47(language: str) -> str:
    """The code as HTML and HTTP want it: ``zh-Hans``, ``pt-BR``."""
    return str(cldr(language)).replace("_", "-") if "-" in language else language


def open_graph(language: str) -> str:
    """The code as Open Graph wants it, always with a country: ``pt_BR``."""
    locale = cldr(language)
    subtags = get_global("likely_subtags")
    likely = subtags.get(str(locale)) or subtags.get(locale.language, "")
    country = locale.territory or likely.split("_")[-1]
    return f"{locale.language}_{country}"


def language_name(language: str) -> str:
    """The language's name for itself, as the switcher shows it."""
    return LANGUAGE_NAMES.get(language, language)


def language_name_here(language: str) -> str:
    """The language's name in the reader's language: ``anglais`` in French."""
    here = cldr(furniture_language())
    named = Cldr("en") if language == "en" else cldr(language)  # no “British English”
    return named.get_display_name(here) or language_name(language)


def country_name(country: str, language: str | None = None) -> str:
    """The country's name in a language, the reader's by default.

    ``country`` is an ISO 3166-1 code of two letters; an unknown one comes back
    as it is.
    """
    language = language or furniture_language()
    return (
        COUNTRY_NAMES.get((language, country))
        or cldr(language).territories.get(country)
        or country
    )


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """``[(code, name)]`` of all countries, ordered by name."""
    codes = [
        code
        for code in cldr("en").territories
        if isinstance(code, str)
        and len(code) == 2
        and code.isalpha()
        and code not in NOT_COUNTRIES
    ]
    pairs = [(code, country_name(code, language)) for code in codes]
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def day(value: date | datetime) -> str:
    """``6 October 2025`` in the reader's language."""
    return phrases.day(value, cldr(furniture_language()))


def number(value: int) -> str:
    return format_decimal(value, locale=cldr(furniture_language()))


def file_size(size: int) -> str:
    """``1.2 MB`` in the reader's language; one kilobyte is the least."""
    kilobytes = max(1, round(size / 1000))
    amount, unit = (
        (kilobytes, "digital-kilobyte")
        if kilobytes < 1000
        else (round(kilobytes / 1000, 1), "digital-megabyte")
    )
    locale = cldr(furniture_language())
    return format_unit(amount, unit, "short", locale=locale)
