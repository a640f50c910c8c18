"""Whom the page of thanks names."""

from collections import defaultdict

from openheritage.locales import language_of

from .models import Volunteer


def thanked() -> dict[str, set[str]]:
    """``{language: names}`` of volunteers who wish it. One query."""
    found = defaultdict(set)
    for locale, name in Volunteer.objects.thanked().values_list(
        "offer__locale_id", "name"
    ):
        if name and locale:
            found[language_of(locale)].add(name)
    return found
