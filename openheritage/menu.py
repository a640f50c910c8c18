"""The children of the home page, as the menu and the footer show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.encoding import escape_uri_path

from .locales import locale_ids
from .pages import path_in

# Root, home pages, and what lies below these.
MENU_DEPTH = 3


class Row(NamedTuple):
    """What is read of a page: no more is needed for a line of the menu."""

    translation_key: UUID
    locale_id: int
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
