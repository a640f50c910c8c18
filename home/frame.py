"""What staff write into the frame of every page.

Both are kept in the cache for as long as others may keep a page anyway; a process
that saves them forgets them at once.
"""

from typing import cast

from django.conf import settings
from django.core.cache import cache

from openheritage.furniture import content_language

from .models import Announcement, SiteSettings

ADDRESSES_KEY = "home.addresses"
ANNOUNCEMENTS_KEY = "home.announcements"


def forget(**kwargs: object) -> None:
    cache.delete_many([ADDRESSES_KEY, ANNOUNCEMENTS_KEY])


def site_addresses() -> SiteSettings:
    """The addresses that staff edit."""
    found = cache.get_or_set(
        ADDRESSES_KEY, SiteSettings.current, settings.PUBLIC_MAX_AGE
    )
    return cast(SiteSettings, found)


def announcements() -> dict[str, dict]:
    """The newest announcement of each language that has one."""
    live = Announcement.objects.filter(live=True).order_by("last_published_at")
    return {
        announcement.language: {
            "language": announcement.language,
            "text": announcement.text,
            "link_text": announcement.link_text,
            "link_url": announcement.link_url,
            # The same in every language, and whatever is corrected in its words.
            "key": announcement.translation_key.hex,
        }
        for announcement in live
    }


def announcement() -> dict | None:
    """The reader's language's own announcement, if there is one."""
    found = cache.get_or_set(ANNOUNCEMENTS_KEY, announcements, settings.PUBLIC_MAX_AGE)
    return cast(dict[str, dict], found).get(content_language())
