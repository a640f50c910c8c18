"""Every page that the public may read, and its text."""

from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from ninja import Query, Router
from wagtail.models import Page, get_page_models
from wagtail.search import index

from news import feeds
from news.models import NewsPage
from openheritage.locales import language_of, open_locales
from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.pages import SitePage, SitePageQuerySet, restricted
from openheritage.paths import path_in

from . import schemas
from .errors import ProblemError
from .paging import BY_KEY, InLanguage, OnePage, Order, listed

router = Router(tags=["pages"])
ORDER = Order("pages", BY_KEY)
# After these a plain text begins a new line.
BLOCKS = (
    *("address", "blockquote", "br", "caption", "dd", "div", "dt", "figcaption"),
    *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "section"),
    *("summary", "td", "th", "tr"),
)
# Words for the eye, or for nobody.
NO_WORDS = ("script", "style", "template", "svg")


def address_of(key: UUID, language: str) -> str:
    """Of a page in this API."""
    path = reverse("api_page", args=[key])
    if language == settings.LANGUAGE_CODE:
        return absolute(path)
    return absolute(f"{path}?language={bcp47(language)}")


def page_types() -> list[type[SitePage]]:
    return [model for model in get_page_models() if issubclass(model, SitePage)]


def type_of(content_type_id: int) -> str:
    """``news`` of ``NewsPage``."""
    model = ContentType.objects.get_for_id(content_type_id).model
    return model.removesuffix("page")


def readable_in(language: str) -> QuerySet:
    """Each live page once, with its ``summary``, in one query: what ``description``
    says of each type, which is written in different fields."""
    fields = ["search_description"]
    for model in page_types():
        own = {field.name for field in model._meta.local_fields}
        fields += [
            f"{model._meta.model_name}__{name}"
            for name in model.described_by
            if name in own
        ]
    said = [NullIf(Cast(F(name), TextField()), Value("")) for name in fields]
    pages = SitePageQuerySet(Page).readable_in(language).filter(depth__gte=2)
    nothing = Value("", output_field=TextField())
    return pages.annotate(summary=Coalesce(*said, nothing, output_field=CharField()))


def record(page: Any, language: str) -> dict:
    return {
        "id": page.translation_key,
        "url": absolute(path_in(language, page.url_path)),
        "language": bcp47(language_of(page.locale_id)),
        "type": type_of(page.content_type_id),
        "title": page.title,
        "summary": page.summary,
        "published": page.first_published_at,
        "updated": page.last_published_at,
        "page": address_of(page.translation_key, language),
    }


@router.get(
    "/pages/",
    response=schemas.Pages,
    url_name="api_pages",
    operation_id="pages",
    summary="All pages of the site",
)
def pages(request: HttpRequest, response: HttpResponse, asked: Query[OnePage]) -> dict:
    """Each once: in the language that was asked for, else in the original's. In no
    order that means something, and always in the same one."""
    language = request.LANGUAGE_CODE
    found, cursor = ORDER.page(readable_in(language), asked)
    items = [record(page, language) for page in found]
    return listed(request, response, items, cursor)


@router.get(
    "/pages/{uuid:key}/",
    response=schemas.WholePage,
    url_name="api_page",
    operation_id="page",
    summary="One page, with its text",
)
def page(request: HttpRequest, key: UUID, asked: Query[InLanguage]) -> dict:
    """By its `id`."""
    language = request.LANGUAGE_CODE
    found = readable_in(language).filter(translation_key=key).first()
    if found is None:
        raise ProblemError("not-found")
    html = words_of(found.specific, request)
    return record(found, language) | {
        "html": html,
        "text": plain(html),
        "languages": [
            {"language": bcp47(code), "url": absolute(path_in(code, path))}
            for code, path in sorted(elsewhere(key))
        ],
    }


def elsewhere(key: UUID) -> list[tuple[str, str]]:
    """``(language, url_path)`` where it is in words of its own."""
    live = SitePageQuerySet(Page).live().filter(~restricted(), translation_key=key)
    live = live.filter(locale_id__in=open_locales().values())
    rows = live.values_list("locale_id", "url_path")
    return [(language_of(locale_id), path) for locale_id, path in rows]


def words_of(page: SitePage, request: HttpRequest) -> str:
    """What stands below title and summary: of an article what the feed has, of other
    pages the fields that they are found by."""
    if isinstance(page, NewsPage):
        return feeds.content(page, request)
    pieces = []
    for field in page.search_fields:
        if type(field) is not index.SearchField or field.field_name == "title":
            continue
        value = getattr(page, field.field_name)
        if not value or value == page.description:
            continue
        pieces.append((value, type(page._meta.get_field(field.field_name)).__name__))
    html = render_to_string(
        "api/words.html", {"page": page, "pieces": pieces}, request=request
    )
    return feeds.with_addresses(alone(html)).strip()


def alone(html: str) -> str:
    """Without what serves a reader of the page itself, which nobody prints either."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(".not-printed"):
        tag.decompose()
    for name in ("lang", "dir"):
        # What the frame around it would say.
        for tag in soup.select(f'[{name}=""]'):
            del tag[name]
    return str(soup)


def plain(html: str) -> str:
    """A line for each paragraph, heading and item."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(NO_WORDS):
        tag.decompose()
    for tag in soup.find_all(BLOCKS):
        tag.append("\n")
        tag.insert_before("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(filter(None, lines))
