"""Events as iCalendar (RFC 5545), by the library that knows its folds and escapes.

An event is the same one in all languages, and after it got another title or address:
its UID is made of what its translations have in common. Its days and places are the
original's, which counts their changes (SEQUENCE). A cancelled event stays, and says so.
Moments are in UTC, so that no calendar needs to know our zones; days are days.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event, vDuration, vText, vUri

from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.paths import path_in

from .exports import CONTROLS, host, uid
from .models import NewsPage
from .occasions import EventState
from .topics import Topic

# Calendars ask again after so long.
REFRESH = timedelta(hours=6)
# One that is postponed has no day yet: it may take place on this one, or another.
STATUS = {
    EventState.PLANNED: "CONFIRMED",
    EventState.POSTPONED: "TENTATIVE",
    EventState.CANCELLED: "CANCELLED",
}
# Of what was never published by anybody's hand.
BEGINNING = datetime(2024, 11, 1, tzinfo=UTC)
# More than anybody goes to, and less than a calendar chokes on.
MOST = 1000


def text(words: str, language: str) -> vText:
    return vText(CONTROLS.sub("", words), params={"LANGUAGE": bcp47(language)})


def entry(page: NewsPage, language: str) -> Event:
    event = Event()
    changed = (page.changed_at or BEGINNING).replace(microsecond=0)
    address = absolute(path_in(language, page.url_path))
    event.add("uid", uid(page))
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", page.sequence)
    if page.is_whole_days:
        event.add("dtstart", page.first_day)
        # The day after the last one.
        event.add("dtend", page.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", page.starts.astimezone(UTC))
        if page.ends:
            event.add("dtend", page.ends.astimezone(UTC))
    event.add("summary", text(page.title, page.language))
    event.add("description", text(description(page, address), page.language))
    if page.where:
        event.add("location", text(page.where, page.where_language))
    elif page.online_url:
        event.add("location", text(page.online_url, page.language))
    event.add("url", vUri(address))
    event.add("status", STATUS[EventState(page.event_state)])
    event.add("class", "PUBLIC")
    return event


def description(page: NewsPage, address: str) -> str:
    lines = [page.summary, page.online_url, page.registration_url, address]
    return "\n\n".join(dict.fromkeys(filter(None, lines)))


def calendar(
    pages: Iterable[NewsPage], language: str, name: str = "", *, is_feed: bool = True
) -> bytes:
    found = Calendar()
    found.add("prodid", f"-//Open Heritage//{host()}//{bcp47(language).upper()}")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    if is_feed:
        found.add("name", text(name, language))
        found.add("x-wr-calname", text(name, language))
        found.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
        found.add("x-published-ttl", vDuration(REFRESH))
    for page in pages:
        found.add_component(entry(page, language))
    return found.to_ical()


def events(language: str, topic: Topic | None) -> bytes:
    pages = NewsPage.objects.for_list(language).events().with_changes()
    if topic:
        pages = pages.under(topic)
    names = [_("Open Heritage"), pgettext("the calendar of the site", "Events")]
    name = " · ".join([*names, *([topic.name] if topic else [])])
    return calendar(pages.order_by("-comes_at", "slug")[:MOST], language, name)
