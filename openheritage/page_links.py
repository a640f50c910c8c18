"""Links in a text lead to where a page is now, under the reader's prefix."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.html import escape
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.rich_text import LinkHandler

from .facts import Facts
from .furniture import content_language
from .locales import locale_ids
from .pages import path_in, restricted

PATHS: Facts[str, str] = Facts("paths of pages")


def shown_to_all(ids: Iterable[str]) -> PageQuerySet:
    """Pages that anybody can read, in their own language or in the original's."""
    source = locale_ids()[settings.LANGUAGE_CODE]
    is_live = Page.objects.live().filter(
        Q(locale_id=OuterRef("locale_id")) | Q(locale_id=source),
        translation_key=OuterRef("translation_key"),
    )
    return Page.objects.filter(Exists(is_live), ~restricted(), pk__in=ids)


def url_paths(ids: Iterable[str]) -> dict[str, str]:
    """``{page id: url_path}``; most pages link to the same few others.

    Empty for one that is not open to everyone: its words stay, without a link.
    """

    def ask(missing: list[str]) -> dict[str, str]:
        rows = shown_to_all(missing).values_list("pk", "url_path")
        return dict.fromkeys(missing, "") | {str(pk): path for pk, path in rows}

    return PATHS.of_many(set(map(str, ids)), ask)


class PageLinkHandler(LinkHandler):
    """Links in a text keep readers in their language, translated or not.

    Wagtail's own leads to the page's own prefix, and asks the database twice
    for each link.
    """

    identifier = "page"

    @staticmethod
    def get_model() -> type[Page]:
        return Page

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        paths = url_paths([attrs["id"] for attrs in attrs_list])
        language = content_language()
        tags = []
        for attrs in attrs_list:
            found = paths.get(str(attrs["id"]))
            href = escape(path_in(language, found)) if found else ""
            tags.append(f'<a href="{href}">' if href else "<a>")
        return tags

    @classmethod
    def extract_references(
        cls, attrs: dict
    ) -> Iterator[tuple[type[Page], str, str, str]]:
        yield Page, attrs["id"], "", ""
