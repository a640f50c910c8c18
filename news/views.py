"""Feeds and calendars, each in the reader's language, of all or of one topic."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.models import Redirect

from openheritage.furniture import furniture_language
from openheritage.names import bcp47

from . import calendars, feeds
from .models import NewsPage
from .topics import Topic, topics_in

ATOM = "application/atom+xml; charset=utf-8"
ICALENDAR = "text/calendar; charset=utf-8"


def asked_topic(request: HttpRequest) -> Topic | None:
    slug = request.GET.get("topic", "")
    if not slug:
        return None
    for topic in topics_in(request.LANGUAGE_CODE):
        if topic.slug == slug:
            return topic
    raise Http404


def answer(body: bytes | str, content_type: str, language: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Language"] = bcp47(language)
    # Programs of other sites may read what everybody may.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    language = request.LANGUAGE_CODE
    body = feeds.newest(request, language, asked_topic(request))
    return answer(body, ATOM, furniture_language())


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    language, topic = request.LANGUAGE_CODE, asked_topic(request)
    response = answer(calendars.events(language, topic), ICALENDAR, language)
    response["Content-Disposition"] = 'inline; filename="events.ics"'
    return response


def moved(language: str, slug: str) -> HttpResponse:
    """The event may have got another address since."""
    old = Redirect.objects.filter(
        old_path__endswith=f"/{slug}", redirect_page__isnull=False
    )
    keys = old.values("redirect_page__translation_key")
    found = (
        NewsPage.objects.for_list(language).events().filter(translation_key__in=keys)
    )
    page = found.first()
    if page is None:
        raise Http404
    return HttpResponseRedirect(reverse("event_ics", args=[page.slug]))


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    language = request.LANGUAGE_CODE
    pages = NewsPage.objects.for_list(language).events().with_changes()
    page = pages.filter(slug=slug).first()
    if page is None:
        return moved(language, slug)
    body = calendars.calendar([page], language, is_feed=False)
    response = answer(body, ICALENDAR, page.language)
    response["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response
