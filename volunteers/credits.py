"""Whom the page of thanks names, and a translation."""

from wagtail.models import Page

from openheritage.locales import language_of

from .models import Volunteer


def thanked() -> dict[str, set[str]]:
    """``{language: names}`` of volunteers who wish it. One query."""
    found: dict[str, set[str]] = {}
    rows = Volunteer.objects.thanked().exclude(name="").order_by()
    for locale, name in rows.values_list("offer__locale", "name").distinct():
        found.setdefault(language_of(locale), set()).add(name)
    return found


def translated_by(page: Page) -> set[str]:
    """Volunteers whose words on a page were accepted."""
    rows = Volunteer.objects.thanked().exclude(name="").order_by()
    here = rows.filter(
        offer__page_key=page.translation_key, offer__locale=page.locale_id
    )
    return set(here.values_list("name", flat=True))
