"""News, as the feed tells them, and events, as the calendars do."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from news import exports
from news.models import NewsPage
from news.topics import filed, topics_in

from . import schemas
from .pages import address_of
from .paging import BY_DAY, BY_KEY, OnePage, Order, date, listed

router = Router(tags=["news"])
NEWS = Order("news", BY_DAY, is_descending=True)
EVENTS = Order(
    "events", {"event_date": date.fromisoformat, **BY_KEY}, is_descending=True
)


@router.get(
    "/news/",
    response=schemas.News,
    url_name="api_news",
    operation_id="news",
    summary="News",
)
def news(request: HttpRequest, response: HttpResponse, asked: Query[OnePage]) -> dict:
    """By the day of their publication, the newest first. Records are those of
    `news.atom`; their texts are those of `page`."""
    language = request.LANGUAGE_CODE
    pages = NewsPage.objects.readable_in(language).with_changes().defer("body")
    found, cursor = NEWS.page(pages, asked)
    topics, by_article = topics_in(language), filed()
    items = []
    for page in found:
        mine = by_article.get(page.translation_key, ())
        about = [topic for topic in topics if topic.translation_key in mine]
        item = exports.article(page, language, about)
        items.append(item | {"page": address_of(page.translation_key, language)})
    return listed(request, response, items, cursor)


@router.get(
    "/events/",
    response=schemas.Events,
    url_name="api_events",
    operation_id="events",
    summary="Events",
)
def events(request: HttpRequest, response: HttpResponse, asked: Query[OnePage]) -> dict:
    """By their first day, the last one first. Records are those of `events.ics`; a
    cancelled event stays, and says so."""
    language = request.LANGUAGE_CODE
    pages = NewsPage.objects.readable_in(language).events().with_changes()
    found, cursor = EVENTS.page(pages.defer("body"), asked)
    items = [
        exports.event(page, language)
        | {"page": address_of(page.translation_key, language)}
        for page in found
    ]
    return listed(request, response, items, cursor)
