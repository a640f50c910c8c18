"""Languages, countries, dates and numbers as the reader's language has them.

All of it is CLDR's, through Babel, but the names of countries and territories: people
have reviewed those (``territories.py``), and staff may give others.
"""

import functools
from datetime import date, datetime

from babel import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.numbers import format_decimal
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language_bidi

from . import facts, phrases, territories
from .furniture import furniture_language
from .ordering import TERRITORIES, in_order
from .slots import Slot, answers

# {language: {code: name}} that staff gave.
GIVEN: facts.Facts[str, dict[str, dict[str, str]]] = facts.Facts(
    "names that staff gave"
)

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@functools.cache
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


@functools.lru_cache(maxsize=500)
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


@functools.lru_cache(maxsize=2000)
def language_name_in(language: str, reader: str) -> str:
    named = Cldr("en") if language == "en" else cldr(language)  # no “British English”
    return named.get_display_name(cldr(reader)) or language_name(language)


def language_name_here(language: str) -> str:
    """The language's name in the reader's language: ``anglais`` in French."""
    return language_name_in(language, furniture_language())


def ask_names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for answer in answers(Slot.NAMES):
        for language, named in answer.items():
            found[language] = found.get(language, {}) | named
    return found


def remember_names() -> None:
    """Asks for the names that staff gave, as often as for the languages there are."""
    GIVEN.of("", ask_names)


def given_names(language: str) -> dict[str, str]:
    """``{code: name}`` that staff gave instead of ours. Asks no database: a name can
    be told without one."""
    return GIVEN.last("", {}).get(language, {})


def country_name(country: str, language: str | None = None) -> str:
    """The name of a country or territory in a language, the reader's by default.

    ``country`` is a code of two letters (docs/country-names.md); an unknown one comes
    back as it is.
    """
    language = language or furniture_language()
    found = given_names(language).get(country) or our_names(language).get(country)
    return found or country


def countries(language: str) -> list[tuple[str, str]]:
    """``[(code, name)]`` of all countries and territories, ordered by name."""
    return [*ordered_countries(language, (*given_names(language).items(),))]


@functools.lru_cache(maxsize=64)
def ordered_countries(
    language: str, given: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Each form that asks for a country needs them: ordered once for what was given."""
    names = {**our_names(language), **dict(given)}
    return in_order(names.items(), TERRITORIES, language)


def our_countries(language: str) -> list[tuple[str, str]]:
    """Without what staff gave, which asks the database."""
    return in_order(our_names(language).items(), TERRITORIES, language)


def country_names(language: str) -> dict[str, str]:
    """All at once, for whoever needs many."""
    return {**our_names(language), **given_names(language)}


@functools.cache
def our_names(language: str) -> dict[str, str]:
    """CLDR's, unreviewed, for a language that is not shipped."""
    ours = territories.table()
    theirs = cldr(language).territories
    return ours.get(language) or {
        code: theirs.get(code, name) for code, name in ours["en"].items()
    }


def day(value: date | datetime) -> str:
    """``6 October 2025`` in the reader's language."""
    # As CLDR's formats take it: the day where its clock stands.
    on = value.date() if isinstance(value, datetime) else value
    return written_day(on, furniture_language())


@functools.lru_cache(maxsize=2000)
def written_day(on: date, language: str) -> str:
    return phrases.day(on, cldr(language))


def days(first: date, last: date) -> str:
    """``7–8 December 2026`` in the reader's language."""
    return phrases.days(first, last, cldr(furniture_language()))


def hours(first: datetime, last: datetime | None) -> str:
    """``18:00–19:30`` in the reader's language, on the clock of its zone."""
    return phrases.hours(first, last, cldr(furniture_language()))


def zone_name(moment: datetime) -> str:
    """The name of its zone, on that day, in the reader's language."""
    return phrases.zone_name(moment, cldr(furniture_language()))


def number(value: int) -> str:
    return written_number(value, furniture_language())


@functools.lru_cache(maxsize=2000)
def written_number(value: int, language: str) -> str:
    return format_decimal(value, locale=cldr(language))


def file_size(size: int) -> str:
    """``1.2 MB`` in the reader's language; one kilobyte is the least. Its number and
    unit stay together in a line that runs from right to left."""
    kilobytes = max(1, round(size / 1000))
    amount, unit = (
        (kilobytes, "digital-kilobyte")
        if kilobytes < 1000
        else (round(kilobytes / 1000, 1), "digital-megabyte")
    )
    locale = cldr(furniture_language())
    # All have one sign, that of many: of one CLDR says “kbyte” in some languages.
    many, few = (format_decimal(each, locale=locale) for each in (100, amount))
    written = format_unit(100, unit, "short", locale=locale)
    return isolated(written.replace(many, few))
