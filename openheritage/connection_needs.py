"""How many connections the site may need at once, and how many PostgreSQL lets it have.

Each thread of the web keeps one, for as long as it is asked now and then, unless they
share some. Told at the start of each process, and by ``check --deploy``;
docs/operations.md has it in words.
"""

import logging
from typing import Any, NamedTuple

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from . import listening

logger = logging.getLogger(__name__)

# A backup, a command, an operator who looks, and the question whether it lives.
RESERVE = 5

ASK = """
SELECT
  current_setting('max_connections')::int
  - CASE WHEN role.rolsuper THEN 0 ELSE
      current_setting('superuser_reserved_connections')::int
      + coalesce(current_setting('reserved_connections', true), '0')::int END,
  role.rolconnlimit,
  base.datconnlimit
FROM pg_roles role, pg_database base
WHERE role.rolname = current_user AND base.datname = current_database()
"""


class Needs(NamedTuple):
    web: int
    # What PostgreSQL tells each process comes over a connection of its own.
    listening: int
    workers: int
    reserve: int = RESERVE

    @property
    def total(self) -> int:
        return sum(self)

    def __str__(self) -> str:
        parts = (f"{number} {name}" for name, number in self._asdict().items())
        return ", ".join(parts)


def needs() -> Needs:
    # While it reloads, a machine has one process more.
    processes = settings.MACHINES * (settings.WEB_WORKERS + 1)
    threads = settings.WEB_THREADS + settings.WEB_QUEUE + settings.SPARE_THREADS
    if settings.DATABASE_POOL:
        threads = settings.WEB_THREADS + settings.WATCHERS
    if settings.DATABASE_DIRECT:
        # The pooler's: how many it opens, it is told itself.
        threads = 0
    # As with the web: an old worker and its successor.
    workers = settings.WORKERS + 1
    each = listening.CONNECTIONS
    return Needs(processes * threads, (processes + workers) * each, workers)


def allowed() -> int | None:
    """``None`` on SQLite, which has no such limit."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        server, *limits = cursor.fetchone()
    # -1 is no limit.
    return min([server, *(limit for limit in limits if limit >= 0)])


def in_words(has: int) -> str:
    needed = needs()
    more = " Those of PgBouncer come to them." if settings.DATABASE_DIRECT else ""
    words = f"{needed.total} connections may be needed ({needed}); PostgreSQL has"
    return f"{words} {has}.{more}"


def tell() -> None:
    """A line in the log, whatever the database does."""
    try:
        has = allowed()
    except DatabaseError as error:
        logger.warning("Connections cannot be counted (%s).", type(error).__name__)
        return
    finally:
        if not connection.in_atomic_block:
            connection.close()
    if has is not None:
        level = logging.INFO if has >= needs().total else logging.WARNING
        logger.log(level, in_words(has))


def check(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        has = allowed()
    except DatabaseError:
        hint = "Look at DATABASE_URL, and whether PostgreSQL runs."
        words = "The database does not answer."
        return [checks.Warning(words, hint, id="openheritage.W001")]
    if has is None or has >= needs().total:
        return []
    hint = (
        "Raise max_connections (or the limit of the role or the database), or lower "
        "WEB_WORKERS or WEB_THREADS."
    )
    return [checks.Warning(in_words(has), hint, id="openheritage.W002")]
