"""The names that staff gave to countries and territories."""

from .models import CountryName


def given() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = CountryName.objects.values_list("language", "country", "name")
    for language, country, name in rows:
        found.setdefault(language, {})[country] = name
    return found
