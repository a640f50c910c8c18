"""Which languages exist (the ``Locale`` rows), which of them are open to the public
(``Language``), and which is nearest to a wish.

Two gaps are filled here. Wagtail asks its table of locales again for each page and
link: delete ``language_of`` when ``Locale`` keeps its rows itself.
Django chooses from ``settings.LANGUAGES`` and knows no rows: delete ``nearest`` and
``from_accept_language`` when its ``get_language_from_request`` can be given a list.
"""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Locale

from . import facts, language_tags
from .names import language_name, remember_names

KNOWN: facts.Facts[str, dict[str, "Known"]] = facts.Facts("languages")


class Known(NamedTuple):
    pk: int
    is_open: bool


def known() -> dict[str, Known]:
    return KNOWN.of("", ask)


def ask() -> dict[str, Known]:
    rows = Locale.objects.values_list("language_code", "pk", "language__is_open")
    found = {
        code: Known(pk, code == settings.LANGUAGE_CODE or bool(is_open))
        for code, pk, is_open in sorted(rows, key=lambda row: language_name(row[0]))
    }
    remember_names()
    return found


def locale_ids() -> dict[str, int]:
    """``{language code: Locale id}`` of all languages that exist, those in preparation
    too: for staff, and to find what belongs to a language that is known already.

    Ordered by the languages' own names.
    """
    return {code: each.pk for code, each in known().items()}


def open_locales() -> dict[str, int]:
    """The same of the open languages alone: all that the public may know of."""
    return {code: each.pk for code, each in known().items() if each.is_open}


def available(language: str) -> str:
    """The language if it is open, else the original's: where somebody is led who
    began in a language that has been closed since."""
    return language if language in open_locales() else settings.LANGUAGE_CODE


def language_of(locale_id: int) -> str:
    """The language code of a Locale id."""
    for language, pk in locale_ids().items():
        if pk == locale_id:
            return language
    return Locale.objects.get(pk=locale_id).language_code


def nearest(wish: str) -> str | None:
    """The open language nearest to a language tag, ``None`` if none is near.

    ``fr-CA`` finds ``fr``, ``pt`` finds ``pt-br``, ``in`` (as old browsers call
    Indonesian) finds ``id``, and ``zh-TW`` finds ``zh-hans`` where no traditional
    Chinese exists: the same language in another spelling serves a reader better than
    English.
    """
    return language_tags.nearest(wish, open_locales())


def from_accept_language(request: HttpRequest) -> str:
    """The best open language for the browser, the default if there is none."""
    refused = set()
    wished = [*language_tags.wishes(request.headers.get("Accept-Language", ""))]
    for wish, quality in wished:
        if not quality:
            refused.add(nearest(wish))
    for wish, quality in wished:
        if not quality:
            break
        if wish == "*":
            others = [settings.LANGUAGE_CODE, *open_locales()]
            return next((code for code in others if code not in refused), others[0])
        if language := nearest(wish):
            return language
    return settings.LANGUAGE_CODE
