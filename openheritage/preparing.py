"""What the site itself has for a language, before anybody translates."""

from babel.core import UnknownLocaleError, get_global
from django.conf import settings
from django.utils.translation import gettext as staff_
from wagtail.models import Locale

from . import names, ordering, phrases
from .languages import Check
from .names import cldr, countries

# Scripts that the fonts in ``static/fonts`` draw; others are drawn by the reader's own.
SCRIPTS = {"Latn", "Cyrl", "Arab"}
ROMAN = {"Latn", ""}


def script_of(language: str) -> str:
    """The code of the script in which CLDR expects a language: ``Hebr``."""
    try:
        locale = cldr(language)
    except UnknownLocaleError:
        return ""
    if locale.script:
        return locale.script
    likely = get_global("likely_subtags").get(locale.language, "")
    return next((part for part in likely.split("_") if len(part) == 4), "")


def has_names(language: str) -> bool:
    """Whether CLDR knows the language, by the names it has for countries."""
    if language == settings.LANGUAGE_CODE:
        return True
    return cldr(language).language == language.split("-")[0] and dict(
        countries(language)
    ) != dict(countries(settings.LANGUAGE_CODE))


def checks(locale: Locale) -> list[Check]:
    language = locale.language_code
    named, drawn = has_names(language), script_of(language) in SCRIPTS
    return [
        Check(
            staff_("Names of countries and languages, dates and numbers"),
            named,
            staff_("They are known in this language.")
            if named
            else staff_("They are not known in this language, and are in English."),
        ),
        Check(staff_("Order of lists"), True, order_words(language)),
        Check(
            staff_("Letters"),
            drawn,
            staff_("Our fonts draw them.")
            if drawn
            else staff_("Our fonts have no such letters: each reader's own draw them."),
        ),
        Check(staff_("Typography"), True, typography_words(language)),
    ]


def order_words(language: str) -> str:
    if language in ordering.kept():
        return staff_("Countries and languages stand in the order of its dictionaries.")
    if script_of(language) in ROMAN:
        return staff_(
            "Countries and languages stand in the order of the alphabet, accents aside."
        )
    return staff_("Countries and languages stand in the order of its letters.")


def typography_words(language: str) -> str:
    if names.direction(language) == "rtl":
        return staff_(
            "It is written from right to left: pages, forms and mails turn round."
        )
    if names.cldr(language).language in phrases.MARKS:
        return staff_("Commas, colons and brackets are those of the language.")
    return staff_("Commas, colons and brackets between words are as in English.")
