from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.models import Locale

from openheritage import territories
from openheritage.languages import Check
from openheritage.roles import EDITORS, MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from . import given
from .models import CountryName, Organisation


def rights() -> list[Right]:
    return [
        Right(Organisation, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Organisation, ("delete",), (MODERATORS,)),
        Right(CountryName, ("add", "change", "delete", "view"), (MODERATORS,)),
        # They find the organisation that a signature belongs to, or correct it.
        Right(Organisation, ("view", "change"), (REVIEWERS,)),
    ]


def language_checks(locale: Locale) -> list[Check]:
    """Where staff give names that CLDR has not, or has otherwise."""
    language = locale.language_code
    ours = territories.table()
    words = (
        staff_("They have been reviewed; single ones can be given otherwise.")
        if language in ours
        else staff_("They are those of CLDR; single ones can be given otherwise.")
    )
    url = reverse("wagtailsnippets_organisations_countryname:list")
    label = staff_("Names of countries and territories")
    return [Check(label, language in ours, words, url=f"{url}?language={language}")]


def fill_slots() -> None:
    fill(Slot.LANGUAGE_CHECKS, language_checks)
    fill(Slot.RIGHTS, rights)
    fill(Slot.NAMES, given.given)
