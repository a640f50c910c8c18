from django.utils.translation import gettext as staff_
from wagtail.models import Locale

from openheritage.languages import Check
from openheritage.names import language_name
from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill, template

from .analysis import SPACELESS
from .models import Missed, Promotion
from .stemming import is_stemmed


def site_data(address: str) -> dict:
    """How a search engine can hand on what somebody looks for."""
    return {
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{address}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        }
    }


def rights() -> list[Right]:
    roles = (EDITORS, MODERATORS)
    return [
        Right(Promotion, ("add", "change", "delete", "view"), roles),
        Right(Missed, ("view",), roles),
    ]


def language_checks(locale: Locale) -> list[Check]:
    language = locale.language_code.partition("-")[0]
    label = staff_("Search")
    if is_stemmed(language):
        words = staff_("Words are found in their other forms too.")
        return [Check(label, True, words)]
    if SPACELESS.match(letter_of(locale.language_code)):
        words = staff_("Words are found in pairs of signs, wherever they begin.")
        return [Check(label, True, words)]
    words = staff_(
        "Words are found as they are written, and by their beginning; other forms of "
        "them only if they begin alike."
    )
    return [Check(label, False, words)]


def letter_of(language: str) -> str:
    """The first of the language's name for itself."""
    return language_name(language)[:1]


def fill_slots() -> None:
    fill(Slot.LANGUAGE_CHECKS, language_checks)
    fill(Slot.HEAD, template("search/slots/head.html"))
    fill(Slot.HEADER, template("search/slots/header.html"))
    fill(Slot.SITE_DATA, site_data)
    fill(Slot.RIGHTS, rights)
