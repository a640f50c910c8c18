from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Locale

from openheritage import furniture
from openheritage.languages import Check, Use
from openheritage.names import number
from openheritage.slots import Slot, fill

from . import totals
from .entries import vocabulary
from .models import Edition, Word
from .plurals import plurals_of


def editions() -> dict[str, str]:
    rows = Edition.objects.values_list("locale__language_code", "mark")
    return {language: str(mark) for language, mark in rows}


def furniture_words(language: str, total: int, translated: int) -> str:
    if language in furniture.complete():
        return staff_("Menus, forms and mails have words in this language.")
    numbers = {"total": number(total), "translated": number(translated)}
    if total == translated:
        return staff_(
            "All messages have words. As soon as the consent texts are in this "
            "language too, menus, forms and mails are; until then they are in English."
        )
    if not translated:
        words = staff_(
            "There is no catalogue: menus, forms and mails are in English around the "
            "pages of this language. Translate %(total)s messages here, or in a file."
        )
    else:
        words = staff_(
            "%(translated)s of %(total)s messages have words. Until all have, menus, "
            "forms and mails are in English around the pages of this language."
        )
    return words % numbers


def language_checks(locale: Locale) -> list[Check]:
    language = locale.language_code
    url = reverse("wording_list", args=[language])
    total, translated = totals.of(language)
    return [
        Check(
            staff_("Menus, forms and mails"),
            language in furniture.complete(),
            furniture_words(language, total, translated),
            url=f"{url}?show=missing" if translated < total else url,
        ),
        plurals_check(language, url),
    ]


def plurals_check(language: str, url: str) -> Check:
    label, missing = staff_("Plural forms"), totals.missing_plurals(language)
    if missing:
        words = staff_n(
            "%(number)s message lacks a form for some numbers.",
            "%(number)s messages lack a form for some numbers.",
            len(missing),
        ) % {"number": number(len(missing))}
        return Check(label, False, words, url=f"{url}?show=missing")
    plurals = plurals_of(language)
    if plurals.number == 1:
        return Check(label, True, staff_("One form serves for all numbers."))
    shown = "; ".join(plurals.label(form) for form in range(plurals.number))
    return Check(label, True, shown)


def language_uses(locale: Locale) -> list[Use]:
    given = Word.objects.filter(locale=locale).count()
    return [Use(staff_("words of the site"), given)]


def fill_slots() -> None:
    fill(Slot.LANGUAGE_CHECKS, language_checks)
    fill(Slot.LANGUAGE_USES, language_uses)
    fill(Slot.EDITIONS, editions)
    fill(Slot.VOCABULARY, vocabulary)
