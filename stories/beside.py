"""What other pages show of stories, kept in the process.

The Statement, at each of its parts, those that are about it; the home page the first.
"""

from typing import NamedTuple

from openheritage.facts import Facts
from openheritage.locales import language_of
from openheritage.pages import path_in

from .models import StoriesIndexPage, StoryFramePage

# How many the home page shows.
FIRST = 3


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
    about = StoryFramePage.objects.parts()
    found: dict[str, list[Told]] = {}
    stories = StoryFramePage.objects.readable_in(language).in_order()
    rows = stories.values_list("translation_key", "title", "url_path", "locale_id")
    for key, title, url_path, locale_id in rows:
        told = Told(title, path_in(language, url_path), language_of(locale_id))
        for part in about.get(key, ()):
            found.setdefault(part, []).append(told)
    return found


class Front(NamedTuple):
    """The list, which names them, and the first stories."""

    index: StoriesIndexPage
    stories: list[StoryFramePage]


FRONT: Facts[str, Front | None] = Facts("stories on the home page")


def front(language: str) -> Front | None:
    """For readers of a language; nothing while there are none."""

    def ask() -> Front | None:
        index = StoriesIndexPage.objects.readable_in(language).first()
        stories = StoryFramePage.objects.for_list(language).own_first(language)
        first = list(stories[:FIRST]) if index else []
        return Front(index, first) if first else None

    return FRONT.of(language, ask)
