"""Whether the database is there, as far as this process knows.

Nobody asks while all goes well. Whoever waits too long, or meets a connection that is
lost, says so (``suspect``): then a thread connects anew and asks, until the database
answers. Meanwhile nobody is let near it: what waits gives up (``engine/base.py``), and
requests are told at once (``unavailable.py``). A slow statement is no reason: the
question is another connection's. Nor is a database that has no connection left for us,
or refuses our name: it answers.
"""

import logging
import threading
from time import monotonic
from typing import Any

import psycopg
from django.db import DatabaseError, connections
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from . import metrics

logger = logging.getLogger(__name__)

# Seconds that an answer may take. A busy machine may need longer; then others hear
# something meanwhile.
LONGEST = 2
# Seconds between two questions while there is no answer.
PAUSE = 0.5
# What psycopg is told about a connection; a server is found by the rest.
OURS = ("autocommit", "context", "cursor_factory", "prepare_threshold", "row_factory")


class Question(psycopg.Connection):
    """A connection that waits for so many seconds in all."""

    deadline = 0.0

    def wait(self, gen: PQGen[RV], *args: Any, **options: Any) -> RV:
        return super().wait(self.limited(gen), *args, **options)

    def limited(self, gen: PQGen[RV]) -> PQGen[RV]:
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready and monotonic() > self.deadline:
                    raise psycopg.errors.ConnectionTimeout
                state = gen.send(ready)
        except StopIteration as end:
            return end.value


def answers(seconds: float = LONGEST) -> bool:
    """Asks, over a connection of its own, which is gone afterwards."""
    wrapper = connections["default"]
    if wrapper.vendor != "postgresql":
        try:
            with wrapper.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return False
        return True
    given = wrapper.get_connection_params()
    params = {name: value for name, value in given.items() if name not in OURS}
    params["connect_timeout"] = max(2, int(seconds))
    began = monotonic()
    deadline = began + seconds
    try:
        with Question.connect(**params, autocommit=True) as connection:
            connection.deadline = deadline
            connection.execute("SELECT 1")
    except psycopg.errors.ConnectionTimeout:
        return watch.heard_at > began
    except psycopg.Error:
        # Asked quickly, since it was refused quickly.
        found = PGconn.ping(make_conninfo(**params).encode())
        return monotonic() < deadline and found == Ping.OK
    return True


class Watch:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.is_away = False
        # When any connection of this process last had an answer.
        self.heard_at = 0.0

    def suspect(self) -> None:
        with self.lock:
            # After a fork the thread is the parent's, and dead here.
            if self.thread and self.thread.is_alive():
                return
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()

    def run(self) -> None:
        while not self.asks():
            self.turn(to_away=True)
            threading.Event().wait(PAUSE)
        self.turn(to_away=False)

    @staticmethod
    def asks() -> bool:
        try:
            return answers()
        except Exception as error:  # noqa: BLE001 - nobody else would ask again
            logger.error("The database cannot be asked (%s).", type(error).__name__)
            return True

    def turn(self, *, to_away: bool) -> None:
        if to_away == self.is_away:
            return
        self.is_away = to_away
        if to_away:
            metrics.BREAKERS.add("database")
            logger.error("The database does not answer; nobody waits for it.")
        else:
            logger.warning("The database answers again.")

    def heard(self) -> None:
        self.heard_at = monotonic()


watch = Watch()
suspect, heard = watch.suspect, watch.heard


def is_away() -> bool:
    return watch.is_away
