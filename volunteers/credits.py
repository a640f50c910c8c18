"""Whom the page of thanks names."""

from openheritage.locales import language_of

from .models import Volunteer


def thanked() -> dict[str, set[str]]:
    """``{language: names}`` of volunteers who wish it. One query."""
    found: dict[str, set[str]] = {}
    rows = Volunteer.objects.thanked().exclude(name="").order_by()
    for locale, name in rows.values_list("offer__locale", "name").distinct():
        found.setdefault(language_of(locale), set()).add(name)
    return found
