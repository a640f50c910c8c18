"""Which languages exist (the ``Locale`` rows), and which is nearest to a wish.

Two gaps are filled here. Wagtail asks its table of locales again for each page and
link: delete ``locale_ids`` and ``language_of`` when ``Locale`` keeps its rows itself.
Django chooses from ``settings.LANGUAGES`` and knows no rows: delete ``nearest`` and
``from_accept_language`` when its ``get_language_from_request`` can be given a list.
"""

import re

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Locale

from .names import language_name

CACHE_KEY = "openheritage.locales"
# Another process that adds a language is noticed after so many seconds.
CACHE_SECONDS = 60

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def locale_ids() -> dict[str, int]:
    """``{language code: Locale id}``, ordered by the languages' own names."""
    ids = cache.get(CACHE_KEY)
    if ids is None:
        rows = Locale.objects.values_list("language_code", "pk")
        ids = dict(sorted(rows, key=lambda row: language_name(row[0])))
        cache.set(CACHE_KEY, ids, CACHE_SECONDS)
    return ids


def forget_locales(**kwargs: object) -> None:
    cache.delete(CACHE_KEY)


def language_of(locale_id: int) -> str:
    """The language code of a Locale id."""
    for language, pk in locale_ids().items():
        if pk == locale_id:
            return language
    return Locale.objects.get(pk=locale_id).language_code


def nearest(wish: str) -> str | None:
    """The existing language nearest to a language tag, ``None`` if none is near.

    ``fr-CA`` finds ``fr``, ``pt`` finds ``pt-br``, ``zh-TW`` finds ``zh-hans``
    where no traditional Chinese exists: the same language in another spelling
    serves a reader better than English.
    """
    wish = wish.lower()
    if not LANGUAGE_TAG.fullmatch(wish):
        return None
    available = locale_ids()
    parts = wish.split("-")
    for length in range(len(parts), 0, -1):
        if (shorter := "-".join(parts[:length])) in available:
            return shorter
    for language in available:
        if language.split("-")[0] == parts[0]:
            return language
    return None


def from_accept_language(request: HttpRequest) -> str:
    """The best existing language for the browser, the default if there is none."""
    header = request.headers.get("Accept-Language", "")
    for wish, _quality in parse_accept_lang_header(header):
        if language := nearest(wish):
            return language
    return settings.LANGUAGE_CODE
