from django import template

from consents import notice

register = template.Library()


@register.simple_tag
def privacy_page() -> notice.PrivacyPage | None:
    """Where the reader is told what becomes of their data."""
    return notice.privacy_page()


@register.simple_tag
def privacy_notice() -> notice.PrivacyNotice:
    return notice.PrivacyNotice.current()
