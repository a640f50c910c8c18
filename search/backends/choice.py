"""Which backend the settings name. A process keeps one, with its connections."""

from functools import lru_cache

from django.conf import settings

from . import Backend
from .database import database


@lru_cache(maxsize=4)
def server(url: str) -> Backend:
    # Neither client is loaded without need: each takes a good while.
    from .breaker import Breaker
    from .engine import Address

    address = Address(url)
    if address.engine == "elasticsearch":
        from .elasticsearch import ElasticsearchEngine as Engine
    else:
        from .opensearch import OpenSearchEngine as Engine
    return Breaker(Engine(address), database())


def chosen() -> Backend:
    return server(settings.SEARCH_URL) if settings.SEARCH_URL else database()
