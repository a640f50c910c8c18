"""The names that staff gave to countries, as each process keeps them."""

from functools import partial

from django.core.cache import cache
from django.db import transaction

from .models import CountryName

CACHE_KEY = "organisations.given"
# What another process saves is noticed after so many seconds.
CACHE_SECONDS = 60


def given() -> dict[str, dict[str, str]]:
    found = cache.get(CACHE_KEY)
    if found is None:
        found = {}
        rows = CountryName.objects.values_list("language", "country", "name")
        for language, country, name in rows:
            found.setdefault(language, {})[country] = name
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return found


def forget(**kwargs: object) -> None:
    cache.delete(CACHE_KEY)
    # Another thread may have read the old rows before this transaction ended.
    transaction.on_commit(partial(cache.delete, CACHE_KEY))
