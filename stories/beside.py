"""Which stories are about which parts of the Statement: shown at each of them."""

from typing import NamedTuple

from django.conf import settings

from openheritage.facts import Facts
from openheritage.locales import language_of, locale_ids
from openheritage.pages import path_in

from .models import StoryFramePage


class Told(NamedTuple):
    title: str
    path: str
    # Of the title.
    language: str


TOLD: Facts[str, dict[str, list[Told]]] = Facts("stories about parts of the Statement")


def told_in(language: str) -> dict[str, list[Told]]:
    """``{block id: stories}`` for readers of a language, in the order of the tree."""
    return TOLD.of(language, lambda: ask(language))


def ask(language: str) -> dict[str, list[Told]]:
    originals = StoryFramePage.objects.filter(
        locale_id=locale_ids()[settings.LANGUAGE_CODE]
    )
    about = dict(originals.values_list("translation_key", "parts"))
    found: dict[str, list[Told]] = {}
    stories = StoryFramePage.objects.readable_in(language).in_order()
    rows = stories.values_list("translation_key", "title", "url_path", "locale_id")
    for key, title, url_path, locale_id in rows:
        told = Told(title, path_in(language, url_path), language_of(locale_id))
        for part in about.get(key, ()):
            found.setdefault(part, []).append(told)
    return found
