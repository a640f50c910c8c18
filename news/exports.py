"""Articles and events as open data: feed, calendars and API say the same."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.conf import settings

from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.paths import path_in

from .models import NewsPage
from .topics import Topic

# What XML cannot hold.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def published(page: NewsPage) -> datetime:
    """The day that staff gave, or the moment: whichever was before."""
    first = page.first_published_at or page.last_published_at
    day = datetime.combine(page.date, time(), UTC)
    return min(first, day) if first else day


def updated(page: NewsPage) -> datetime:
    """When it was last published in its language: other words, or other facts."""
    return max(page.changed_at or published(page), published(page))


def words(page: NewsPage, language: str) -> dict:
    """What articles and events have in common."""
    return {
        "id": str(page.translation_key),
        "url": absolute(path_in(language, page.url_path)),
        "language": bcp47(page.language),
        "title": CONTROLS.sub("", page.title),
        "summary": CONTROLS.sub("", page.summary),
    }


def article(page: NewsPage, language: str, topics: Iterable[Topic]) -> dict:
    """For readers of ``language``, which need not be that of its words."""
    return words(page, language) | {
        "kind": page.kind,
        "authors": page.names_of_authors,
        "topics": [{"slug": each.slug, "name": each.name} for each in topics],
        "published": published(page),
        "updated": updated(page),
    }


def host() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


def uid(page: NewsPage) -> str:
    """By which calendars know it again, in whatever language."""
    return f"{page.translation_key}@{host()}"


def event(page: NewsPage, language: str) -> dict:
    """Days and moments as the clocks show them where it is."""
    return words(page, language) | {
        "uid": uid(page),
        "state": page.event_state,
        "starts": page.starts_iso,
        "ends": page.ends_iso or None,
        "whole_days": page.is_whole_days,
        "time_zone": page.zone,
        "place": CONTROLS.sub("", page.where),
        "place_language": bcp47(page.where_language) if page.where else None,
        "online_url": page.online_url,
        "registration_url": page.registration_url,
        "sequence": page.sequence,
        "updated": updated(page),
    }
