"""The children of the home page, as the menu and the footer show them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.encoding import escape_uri_path

from .furniture import furniture_language
from .locales import locale_ids
from .pages import path_in
from .slots import Link

# Root, home pages, and what lies below these.
MENU_DEPTH = 3

# How broad letters are in the head, in rem, measured in twelve languages with the
# broadest of the usual faces.
NARROW, BROAD = set("fijlrtI '’.,()-"), set("mwMWмшщжюыф")
# The gap behind each word, and what stands beside the words: the field, its button and
# the frames of the others.
GAP, BESIDE = 1.1, 11
# The mark, and how much larger the brand beside it is, of which a line has one word.
MARK, BRAND = 2.6, 1.2
# The edges take a twentieth of the window on each side, and 76 rem are the most.
EDGES, WIDEST = 0.9, 76


class Row(NamedTuple):
    """What is read of a page: no more is needed for a line of the menu."""

    translation_key: UUID
    locale_id: int
    # Its place in the tree, by which it is ordered.
    path: str
    url_path: str
    title: str
    show_in_menus: bool
    depth: int


@dataclass
class MenuItem:
    title: str
    path: str
    key: str
    is_current: bool
    in_menu: bool
    # The title's own, which may not be the reader's.
    language: str


def menu_items(rows: Iterable[Row], language: str, here: str) -> list[MenuItem]:
    """In the order of the original's tree, in the reader's words where there are."""
    ids = locale_ids()
    rows = [row for row in rows if row.depth == MENU_DEPTH]
    own = {row.translation_key: row for row in rows if row.locale_id == ids[language]}
    items = []
    for row in rows:
        if row.locale_id != ids[settings.LANGUAGE_CODE]:
            continue
        shown = own.get(row.translation_key)
        path = path_in(language, row.url_path)
        items.append(
            MenuItem(
                title=shown.title if shown else row.title,
                path=path,
                key=str(row.translation_key),
                is_current=escape_uri_path(here).startswith(path),
                in_menu=row.show_in_menus,
                language=language if shown else settings.LANGUAGE_CODE,
            )
        )
    return items


def view_items(links: Iterable[Link], here: str) -> list[MenuItem]:
    return [
        MenuItem(
            title=link.title,
            path=link.path,
            key="",
            is_current=here.startswith(link.path),
            in_menu=True,
            language=furniture_language(),
        )
        for link in links
    ]


def breadth(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 0.94
    if letter in NARROW:
        return 0.3
    if letter.isupper() or letter in BROAD:
        return 0.68
    # Letters of an abjad join.
    return 0.42 if unicodedata.bidirectional(letter) == "AL" else 0.53


def length(words: str) -> float:
    """About as many rem as words take in the head of the site."""
    return sum(map(breadth, words))


def room(brand: str, others: Iterable[str]) -> int | None:
    """How wide a window must be, in rem, for all of a head to stand in one line.

    No style sheet knows how long the words are that it lays out. ``None``: the menu
    opens from its button at every width.
    """
    needed = BESIDE + MARK + BRAND * max(map(length, re.split(r"[ ・]", brand)))
    needed += sum(length(words) + GAP for words in others)
    return round(needed / EDGES) if needed <= WIDEST else None
