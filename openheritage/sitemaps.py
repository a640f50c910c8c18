"""The sitemap: every public page in every language that it is really there in, and what
is no page of the tree, and the same in every language.

Up to ``AT_ONCE`` pages it is one file, made while somebody waits. Beyond, that one
names files, one or some of each language, which the worker makes.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from gzip import GzipFile
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID
from xml.sax.saxutils import escape

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from . import slots
from .furniture import speaking
from .locales import language_of, open_locales
from .locks import exclusively_in_session
from .models import SitemapFile
from .names import bcp47
from .open_data import absolute, unless_known
from .pages import path_in
from .slots import Slot
from .steps import Steps
from .stored_files import not_yet, sent, store_all

AT_ONCE = 1000
# What the protocol allows in one file: addresses, and bytes before the last line.
MOST, LARGEST = 50_000, 50_000_000
# Rows that are read at a time.
STEP = 2000
FOLDER = "sitemap"
XML = "application/xml"

SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
HEAD = (
    f'{DECLARATION}<urlset xmlns="{SCHEMA}"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
END = "</urlset>\n"

# {language: path and when it was published}
Group = dict[str, tuple[str, datetime | None]]


def public_pages() -> PageQuerySet:
    pages: PageQuerySet = Page.objects.live().public()
    return pages.filter(depth__gte=2, locale_id__in=open_locales().values())


def public_views() -> dict[str, Group]:
    """By their names."""
    names = [name for some in slots.answers(Slot.SITEMAP) for name in some]
    found: dict[str, Group] = {name: {} for name in names}
    for language in open_locales():
        with speaking(language):
            for name in names:
                found[name][language] = reverse(name), None
    return found


def groups() -> Iterator[Group]:
    """Each page and view in its languages. However many there are, few are held."""
    yield from public_views().values()
    pages = public_pages().order_by("translation_key", "locale_id")
    rows = pages.values_list(
        "translation_key", "locale_id", "url_path", "last_published_at"
    )
    after = UUID(int=0)
    while some := list(rows.filter(translation_key__gt=after)[:STEP]):
        if len(some) == STEP and some[0][0] != some[-1][0]:
            # The last one's other languages may come next.
            some = [row for row in some if row[0] != some[-1][0]]
        after = some[-1][0]
        for _key, translations in groupby(some, key=lambda row: row[0]):
            yield {
                (language := language_of(locale_id)): (path_in(language, path), date)
                for _key, locale_id, path, date in translations
            }


def address() -> str:
    roots = Site.get_site_root_paths()
    return roots[0].root_url if roots else absolute("")


def elements() -> Iterator[tuple[str, str]]:
    """Languages, and what is said of one address in it."""
    root = address()
    for group in groups():
        places = {
            language: escape(root + path) for language, (path, _) in group.items()
        }
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{bcp47(language)}" href="{place}"/>'
            for language, place in places.items()
        )
        for language, (_path, date) in group.items():
            day = timezone.localtime(date).date() if date else None
            modified = f"<lastmod>{day}</lastmod>" if day else ""
            yield (
                language,
                f"<url><loc>{places[language]}</loc>{modified}{links}</url>\n",
            )


# Files of many pages ----------------------------------------------------------------


def are_many() -> bool:
    """Looks at no more than it must."""
    return Page.objects.live().order_by("pk")[AT_ONCE : AT_ONCE + 1].exists()


class Parts:
    """The files of one language."""

    def __init__(
        self, language: str, files: dict[str, IO[bytes]], stack: ExitStack
    ) -> None:
        self.language, self.files, self.stack = language, files, stack
        self.packed: GzipFile | None = None
        self.number = self.urls = self.size = 0

    def add(self, element: bytes) -> None:
        size = self.size + len(element)
        if self.packed is None or self.urls == MOST or size > LARGEST:
            self.end()
            self.packed = self.begin()
        self.packed.write(element)
        self.urls += 1
        self.size += len(element)

    def begin(self) -> GzipFile:
        self.number += 1
        opened = TemporaryFile()  # noqa: SIM115 - the stack closes it
        file: IO[bytes] = self.stack.enter_context(opened)
        self.files[f"{self.language}-{self.number}"] = file
        packed = GzipFile(fileobj=file, mode="wb", mtime=0)
        self.urls, self.size = 0, packed.write(HEAD.encode())
        return packed

    def end(self) -> None:
        if self.packed is not None:
            self.packed.write(END.encode())
            self.packed.close()


def make() -> Iterator[None]:
    """All files anew, once anything in one of them has changed.

    The lock goes with a connection that is renewed between two steps: then another
    worker may make them, too, and the last one counts."""
    with (
        exclusively_in_session("openheritage.sitemap") as is_mine,
        ExitStack() as stack,
    ):
        if not is_mine:
            return
        if not are_many():
            put({}, "")
            return
        # Of all that is in it: reading costs little beside writing.
        found = hashlib.sha256(repr((HEAD, END, MOST, LARGEST, address())).encode())
        for group in groups():
            found.update(repr(group).encode())
            yield
        key = found.hexdigest()
        if {*SitemapFile.objects.values_list("key", flat=True)} == {key}:
            return
        files: dict[str, IO[bytes]] = {}
        parts: dict[str, Parts] = {}
        for language, element in elements():
            if language not in parts:
                parts[language] = Parts(language, files, stack)
            parts[language].add(element.encode())
            yield
        for each in parts.values():
            each.end()
        for file in files.values():
            file.seek(0)
        put(store_all(FOLDER, "sitemap", files), key)


making = Steps(make)


def put(names: dict[str, str], key: str) -> None:
    with transaction.atomic():
        SitemapFile.objects.all().drop()
        SitemapFile.objects.bulk_create(
            SitemapFile(name=name, language=name.rpartition("-")[0], file=file, key=key)
            for name, file in names.items()
        )


# Views ------------------------------------------------------------------------------


def answer(text: str) -> HttpResponse:
    # It is for machines to read, and for none to list.
    return HttpResponse(text, content_type=XML, headers={"X-Robots-Tag": "noindex"})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    if not are_many():
        return answer(HEAD + "".join(element for _, element in elements()) + END)
    files = SitemapFile.objects.filter(language__in=open_locales())
    names = [*files.order_by("language", "pk").values_list("name", flat=True)]
    if not names:
        return not_yet()
    paths = [reverse("sitemap_file", args=[name]) for name in names]
    places = (
        f"<sitemap><loc>{escape(address() + each)}</loc></sitemap>\n" for each in paths
    )
    head = f'{DECLARATION}<sitemapindex xmlns="{SCHEMA}">\n'
    return answer(head + "".join(places) + "</sitemapindex>\n")


@require_safe
def sitemap_file(request: HttpRequest, name: str) -> HttpResponseBase:
    row = SitemapFile.objects.filter(name=name, language__in=open_locales()).first()
    if row is None:
        raise Http404
    tag = f'W/"{row.name}-{row.key}"'
    response = unless_known(request, tag, None, lambda: sent(request, row, XML))
    if response.status_code == 503:
        # It is gone from the disk: the worker makes all of its set.
        SitemapFile.objects.filter(key=row.key).drop()
    response["X-Robots-Tag"] = "noindex"
    return response
