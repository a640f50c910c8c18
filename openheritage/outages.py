"""Which errors say that the database is away, or has no time, and none of the code.

The same may be done again, and then works.
"""

from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError

# PostgreSQL's codes: writing where only reading is possible (after a failover), a
# transaction that was ended because nothing happened in it, or because it took long.
STATES = ("25006", "25P03", "25P04")
# SQLite calls its errors by one name, a missing table too.
SQLITE = ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "READONLY")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__


def is_outage(error: BaseException | None) -> bool:
    return any(map(says_outage, causes(error)))


def says_outage(error: BaseException) -> bool:
    driver = error.__cause__
    if isinstance(error, InternalError):
        return getattr(driver, "sqlstate", None) in STATES
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    name = getattr(driver, "sqlite_errorname", None)
    return name is None or name.removeprefix("SQLITE_").startswith(SQLITE)
