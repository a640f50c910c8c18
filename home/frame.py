"""What staff write into the frame of every page."""

from copy import copy

from openheritage.facts import Facts
from openheritage.furniture import content_language

from .models import Announcement, SiteSettings

ADDRESSES: Facts[str, SiteSettings] = Facts("addresses of the site")
ANNOUNCEMENTS: Facts[str, dict[str, dict]] = Facts("announcements")


def site_addresses() -> SiteSettings:
    """The addresses that staff edit."""
    # A row looks up others when it is asked for them, and keeps these.
    return copy(ADDRESSES.of("", SiteSettings.current))


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
    return ANNOUNCEMENTS.of("", announcements).get(content_language())
