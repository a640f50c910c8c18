"""Where searches are answered. Settings choose; everything else sees one interface.

``SEARCH_URL`` empty: the database. ``elasticsearch+https://…``: that server, and the
database when it does not answer.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from .breaker import Breaker
from .database import DatabaseBackend
from .interface import COUNTED, Backend, Hits, Query
from .postgres import PostgresBackend
from .sqlite import SqliteBackend

if TYPE_CHECKING:
    from .elasticsearch import Elasticsearch

__all__ = ["COUNTED", "Backend", "Hits", "Query", "database", "get", "server"]


def database() -> DatabaseBackend:
    """The backend of the database that the site runs on."""
    return PostgresBackend() if connection.vendor == "postgresql" else SqliteBackend()


@lru_cache(maxsize=4)
def connect(url: str) -> "Elasticsearch":
    # Not loaded without need: its client takes a good while.
    from .elasticsearch import Elasticsearch

    return Elasticsearch(url)


@lru_cache(maxsize=4)
def with_breaker(url: str) -> Breaker:
    """A process keeps one, with its connections and what it knows of failures."""
    return Breaker(connect(url), database())


def server() -> "Elasticsearch | None":
    """The search server that the settings name."""
    return connect(settings.SEARCH_URL) if settings.SEARCH_URL else None


def get() -> Backend:
    """What answers readers."""
    return with_breaker(settings.SEARCH_URL) if settings.SEARCH_URL else database()
