"""Links that do not lead readers on in their own language.

A link to a page by its number leads to that page in the reader's language, whatever
language's page it names: localize leaves the original's. So those are looked at that
lead to a third language, or to a page that nobody can read; and addresses that
somebody typed, which lead where they say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as staff_
from wagtail.models import Page, ReferenceIndex

from openheritage.locales import language_of, locale_ids
from openheritage.names import language_name
from openheritage.paths import below_prefix


@dataclass(frozen=True)
class Broken:
    page: int
    title: str
    locale: int
    words: str


def by_page() -> Iterator[Broken]:
    """Of all published pages, in three queries."""
    kind = ContentType.objects.get_for_model(Page)
    pages = {
        str(pk): (pk, key, locale, live, title)
        for pk, key, locale, live, title in Page.objects.order_by().values_list(
            "pk", "translation_key", "locale_id", "live", "title"
        )
    }
    live = {
        (key, locale) for _pk, key, locale, is_live, _title in pages.values() if is_live
    }
    default = locale_ids()[settings.LANGUAGE_CODE]
    links = ReferenceIndex.objects.filter(
        base_content_type=kind, to_content_type=kind
    ).order_by("object_id", "to_object_id")
    for source, target in links.values_list("object_id", "to_object_id").distinct():
        if source not in pages or not pages[source][3]:
            continue
        pk, _key, locale, _live, title = pages[source]
        if words := wrong_with(target, locale, pages, live, default):
            yield Broken(pk, title, locale, words)


def wrong_with(target: str, locale: int, pages: dict, live: set, default: int) -> str:
    if target not in pages:
        # See ``gone``.
        return ""
    _pk, key, of, _live, title = pages[target]
    if (
        (key, of) not in live
        and (key, default) not in live
        and (key, locale) not in live
    ):
        return staff_("a link leads to “%(title)s”, which nobody can read") % {
            "title": title
        }
    if of not in (locale, default) and (key, locale) in live:
        return staff_("a link names “%(title)s” in %(language)s") % {
            "title": title,
            "language": language_name(language_of(of)),
        }
    return ""


def gone(segment: object, pages: set[str]) -> str:
    """The reference index forgets links to a page with that page."""
    links = getattr(segment, "attrs", None) or {}
    for link in links.values():
        if link.get("linktype") == "page" and str(link.get("id")) not in pages:
            return staff_("a link leads to a page that was deleted")
    return ""


def typed(address: object, locale: int) -> str:
    """What is wrong with an address that stands in a text of a language."""
    if not isinstance(address, str):
        return ""
    parts = urlsplit(address)
    ours = {"", urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc}
    prefix, _slash, rest = parts.path.lstrip("/").partition("/")
    known = locale_ids()
    if parts.netloc not in ours or not parts.path.startswith("/"):
        return ""
    if prefix not in known or known[prefix] == locale:
        return ""
    below = rest if not rest or rest.endswith("/") else f"{rest}/"
    for path in (
        Page.objects.live()
        .filter(locale=locale, depth__gt=1)
        .filter(url_path__endswith=f"/{below}")
        .values_list("url_path", flat=True)
    ):
        if below_prefix(path) == below:
            return staff_("“%(address)s” leads to another language") % {
                "address": address
            }
    return ""
