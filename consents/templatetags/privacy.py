from django import template

from consents import models

register = template.Library()


@register.simple_tag
def privacy_page() -> models.PrivacyPage | None:
    """Where the reader is told what becomes of their data."""
    return models.privacy_page()


@register.simple_tag
def privacy_notice() -> models.PrivacyNotice:
    return models.PrivacyNotice.current()
