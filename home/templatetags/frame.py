import hashlib

from django import template
from django.utils.translation import get_language

from home.models import Announcement, SiteSettings

register = template.Library()


@register.simple_tag
def site_addresses() -> SiteSettings:
    """The addresses that staff edit."""
    return SiteSettings.current()


@register.simple_tag
def announcement() -> Announcement | None:
    """The reader's language's own announcement, if there is one.

    Carries ``fingerprint``: who dismissed one wording is shown the next.
    """
    found = (
        Announcement.objects.filter(live=True, locale__language_code=get_language())
        .order_by("-last_published_at")
        .first()
    )
    if found:
        words = f"{found.text}|{found.link_text}".encode()
        found.fingerprint = hashlib.sha256(words).hexdigest()[:12]
    return found
