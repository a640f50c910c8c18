"""What machines are told of an article: schema.org's NewsArticle, or its Event."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from images.templatetags.figures import picture as drawn
from openheritage.names import bcp47
from openheritage.open_data import absolute

from .occasions import EventState

STATES = {
    EventState.PLANNED: "EventScheduled",
    EventState.POSTPONED: "EventPostponed",
    EventState.CANCELLED: "EventCancelled",
}
SCHEMA = "https://schema.org/"


def described(page: Any, url: str) -> dict:
    return event(page, url) if page.is_event else article(page, url)


def article(page: Any, url: str) -> dict:
    published = page.first_published_at or timezone.now()
    changed = page.last_published_at or published
    programme = {"@type": "Organization", "name": _("Open Heritage")}
    people = [{"@type": "Person", "name": name} for name in page.names_of_authors]
    found = {
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.summary,
        "datePublished": page.date.isoformat(),
        "dateModified": max(page.date, changed.date()).isoformat(),
        "inLanguage": bcp47(page.language),
        "mainEntityOfPage": url,
        "author": people or [programme],
        "publisher": programme,
        **picture(page),
        **mentions(page),
    }
    if page.is_opportunity:
        found["expires"] = page.closes.isoformat()
    return found


def event(page: Any, url: str) -> dict:
    found = {
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "startDate": page.starts_iso,
        "eventStatus": SCHEMA + STATES[EventState(page.event_state)],
        "inLanguage": bcp47(page.language),
        "url": url,
        "organizer": {
            "@type": "Organization",
            "name": _("Open Heritage"),
            "url": absolute("/"),
        },
        **picture(page),
        **mentions(page),
    }
    if page.ends_iso:
        found["endDate"] = page.ends_iso
    places: list[dict] = []
    if page.where:
        places.append({"@type": "Place", "name": page.where, "address": page.where})
    if page.online_url:
        places.append({"@type": "VirtualLocation", "url": page.online_url})
    if places:
        mode = "Mixed" if len(places) > 1 else "Offline" if page.where else "Online"
        found["eventAttendanceMode"] = f"{SCHEMA}{mode}EventAttendanceMode"
        found["location"] = places[0] if len(places) == 1 else places
    if page.registration_url:
        found["offers"] = {"@type": "Offer", "url": page.registration_url}
    return found


def picture(page: Any) -> dict:
    image = page.image
    if image is None or not image.file.name:
        return {}
    shown = drawn(image)
    return {"image": [absolute(shown.src)]} if shown else {}


def mentions(page: Any) -> dict[str, list[dict]]:
    named = [
        {"@type": "Organization", "name": organisation.name}
        | ({"url": organisation.website} if organisation.website else {})
        for organisation in page.organisations
    ]
    return {"mentions": named} if named else {}
