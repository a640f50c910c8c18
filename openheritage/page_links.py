"""Links in a text lead to where a page is now, under the reader's prefix."""

from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text import LinkHandler

from .furniture import content_language
from .pages import path_in

# A page that another process has moved is found at its new path after so long.
PATH_SECONDS = 60


def path_key(pk: int | str) -> str:
    return f"openheritage.url_path.{pk}"


def url_paths(ids: Iterable[str]) -> dict[str, str]:
    """``{page id: url_path}``; most pages link to the same few others."""
    found = cache.get_many(path_key(pk) for pk in ids)
    paths = {str(pk): found[path_key(pk)] for pk in ids if path_key(pk) in found}
    if missing := set(ids) - set(paths):
        rows = Page.objects.filter(pk__in=missing).values_list("pk", "url_path")
        new = {str(pk): url_path for pk, url_path in rows}
        cache.set_many({path_key(pk): new[pk] for pk in new}, PATH_SECONDS)
        paths |= new
    return paths


def forget_path(instance: Page, **kwargs: object) -> None:
    cache.delete(path_key(instance.pk))


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
