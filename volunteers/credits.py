"""Whom the page of thanks names."""

from openheritage.locales import locale_ids
from openheritage.matching import sort_key

from .models import Volunteer


def thanked(language: str) -> list[str]:
    """Names of volunteers who wish it, each once, in their order. One query."""
    found = Volunteer.objects.thanked().filter(
        offer__locale_id=locale_ids().get(language)
    )
    names = {name for name in found.values_list("name", flat=True) if name}
    return sorted(names, key=sort_key)
