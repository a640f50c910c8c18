"""Django's PostgreSQL, with connections that do not wait for ever.

libpq has no time-out for reading: a database that is frozen, or behind a line that
swallows everything, holds whoever waits for its answer, while the kernels at both ends
are content. So psycopg's waiting, which looks up ten times a second, asks ``watch``.
Delete this package, and ``watch.py``, when libpq or psycopg let a connection be given a
limit for an answer, and one for how long a silence may last
(psycopg 3.3 has one for a single wait, without a name in public:
``Connection.wait(timeout=…)``).
"""

from select import POLLIN, poll
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus

from .. import watch

# Seconds of silence after which it is asked whether the database lives, and between
# two questions while a statement takes its time.
SILENCE = 0.5
AGAIN = 2
# Seconds for which a connection that was heard is believed to be there.
TRUST = 5
# What PostgreSQL says when it ends, or is about to.
ENDING = ("57P", "08")


class Connection(psycopg.Connection):
    # Seconds for an answer; the server's own limit is lower.
    longest: float | None = None
    # When the server answered last (monotonic).
    heard_at = 0.0

    @classmethod
    def connect(cls, *args: Any, **params: Any) -> "Connection":
        if watch.is_away():
            raise psycopg.OperationalError("The database is away.")
        try:
            return super().connect(*args, **params)
        except psycopg.OperationalError:
            watch.suspect()
            raise

    def wait(self, gen: PQGen[RV], *args: Any, **options: Any) -> RV:
        return super().wait(self.watched(gen), *args, **options)

    def watched(self, gen: PQGen[RV]) -> PQGen[RV]:
        """The same generator of psycopg's, which gives up at some time."""
        began = asked = monotonic()
        try:
            state = next(gen)
            while True:
                if not (ready := (yield state)):
                    asked = self.look_up(began, asked)
                state = gen.send(ready)
        except StopIteration as end:
            watch.heard()
            self.heard_at = monotonic()
            return end.value
        except psycopg.OperationalError as error:
            if error.sqlstate is None or error.sqlstate.startswith(ENDING):
                watch.suspect()
            raise

    def is_quiet(self) -> bool:
        """Whether nothing has come since the last answer: a server that ends a session
        says so, and so does the kernel of one that dies."""
        waiting = poll()
        waiting.register(self.fileno(), POLLIN)
        return not waiting.poll(0)

    def look_up(self, began: float, asked: float) -> float:
        """When it was last asked whether the database lives."""
        now = monotonic()
        if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
            # It listens to what others tell; that may take its time.
            return now
        if watch.is_away() or (self.longest and now - began > self.longest):
            self.close()
            raise psycopg.OperationalError("The database does not answer.")
        if now - asked < (SILENCE if asked == began else AGAIN):
            return asked
        watch.suspect()
        return now


class Driver:
    """psycopg, as Django uses it, but for the connections that it makes."""

    connect = staticmethod(Connection.connect)

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    Database: Any = Driver()

    @property
    def pool(self) -> Any:
        """psycopg's, if the settings want one; it makes connections of ours."""
        if options := self.settings_dict["OPTIONS"].get("pool"):
            options.setdefault("connection_class", Connection)
        # Django's types do not know it.
        parent: Any = super()
        return parent.pool

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.pop("longest", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection = super().get_new_connection(conn_params)
        connection.longest = self.settings_dict["OPTIONS"].get("longest")
        return connection

    def is_usable(self) -> bool:
        """Asked before the first statement of each request, and after errors. Django
        always asks the server; a session that was just heard, and is quiet, needs no
        question."""
        found = self.connection
        if (
            found
            and not found.closed
            and not self.errors_occurred
            and found.pgconn.transaction_status == TransactionStatus.IDLE
            and monotonic() - found.heard_at < TRUST
            and found.is_quiet()
        ):
            return True
        return super().is_usable()
