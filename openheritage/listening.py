"""PostgreSQL tells every process of the site what has changed, on any machine.

Triggers on the tables of facts (``telling.py``) notify a channel; one thread of each
process that serves or works listens there, on a connection of its own. It needs a
session of the database: behind a pooler that lends one for a transaction only, nothing
would arrive. So it connects past it (``DATABASE_DIRECT``); it is tried at the beginning
whether something does arrive, and as long as nothing does, facts are asked for again
every minute.
"""

import logging
import os
import select
import threading
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.utils import load_backend

from . import facts
from .telling import CHANNEL, EVERYTHING, NAME, TOLD

if TYPE_CHECKING:
    import psycopg

logger = logging.getLogger(__name__)

# Connections that each process holds beside those of its threads, and one more for a
# moment at its start.
CONNECTIONS = 1
# By this name it stands in pg_stat_activity.
APPLICATION = "openheritage listens"

# Seconds: between two looks whether the connection lives, for which one look holds, and
# before it connects anew.
LOOK = 5
TRUST = 12
PAUSE = 1
# That a notification may take on its way.
PATIENCE = 3
# For which others let it read, and how often.
TURN, TURNS = 0.001, 50
# Nothing is heard on a connection that has silently died: the kernel finds out.
KEEPALIVE: dict[str, int] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class UnheardError(Exception):
    """Notifications do not arrive here."""


def hint(error: Exception) -> str:
    if not isinstance(error, UnheardError) or settings.DATABASE_DIRECT:
        return ""
    return " Behind PgBouncer, set DATABASE_DIRECT_URL or pool_mode = session."


def directly() -> Any:
    """Django's view of the database, past a pooler that may stand between."""
    if settings.DATABASE_DIRECT is None:
        return connections.create_connection(DEFAULT_DB_ALIAS)
    # With what Django adds to an entry.
    entry = connections.settings[DEFAULT_DB_ALIAS] | settings.DATABASE_DIRECT
    backend: Any = load_backend(entry["ENGINE"])
    return backend.DatabaseWrapper(entry, DEFAULT_DB_ALIAS)


class Listener:
    """``listen`` runs until ``stop``, in a thread of its own."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.hears = threading.Event()
        self.has_failed = False
        self.look = LOOK

    def connect(self) -> "psycopg.Connection":
        # Not the thread's own, so that nothing of Django's uses or closes it, and none
        # of a pool's.
        wrapper = directly()
        parameters = KEEPALIVE | wrapper.get_connection_params()
        parameters["application_name"] = APPLICATION
        connect = wrapper.Database.connect
        raw: psycopg.Connection = connect(**parameters)
        raw.autocommit = True
        return raw

    def listen(self) -> None:
        while not self.stopping.is_set():
            try:
                with self.connect() as raw:
                    self.follow(raw)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                facts.Told.until = 0.0
                Arrived.at = None
                self.hears.clear()
                if not self.has_failed:
                    self.has_failed = True
                    logger.warning(
                        "The database does not tell of changes (%s): what others "
                        "change is seen after %s seconds.%s",
                        *(type(error).__name__, facts.SECONDS, hint(error)),
                    )
            self.stopping.wait(PAUSE)

    def follow(self, raw: "psycopg.Connection") -> None:
        raw.execute(f'LISTEN "{CHANNEL}"')
        self.prove(raw)
        facts.Told.tables = frozenset(row[0] for row in raw.execute(TOLD, [NAME]))
        # Whatever happened while nobody listened.
        facts.expire_all()
        if self.has_failed:
            self.has_failed = False
            logger.warning("The database tells of changes again.")
        Arrived.at = raw.fileno()
        while not self.stopping.is_set():
            facts.Told.until = monotonic() + TRUST
            self.hears.set()
            for notice in raw.notifies(timeout=self.look):
                if notice.payload == EVERYTHING:
                    facts.expire_all()
                else:
                    facts.expire(notice.payload)
            raw.execute("SELECT 1")

    def prove(self, raw: "psycopg.Connection") -> None:
        """Asks another session to say something, and waits until it is heard."""
        token = uuid4().hex
        with self.connect() as other:
            other.execute("SELECT pg_notify(%s, %s)", [CHANNEL, token])
            until = monotonic() + PATIENCE
            while (left := until - monotonic()) > 0:
                for notice in raw.notifies(timeout=left, stop_after=1):
                    if notice.payload == token:
                        return
        raise UnheardError

    def stop(self) -> None:
        self.stopping.set()
        facts.Told.until = 0.0


def in_a_word() -> str:
    """For the readiness check; nothing in a process that has not begun to listen."""
    if Started.pid != os.getpid() or connection.vendor != "postgresql":
        return ""
    return "ok" if monotonic() < facts.Told.until else "absent"


class Arrived:
    """Where it is seen whether something has come from PostgreSQL that is not read
    yet: the number of the connection's file."""

    at: int | None = None

    @classmethod
    def something(cls) -> bool:
        at = cls.at
        if at is None:
            return False
        # One of its own for each: several threads may not use the same at once.
        poll = select.poll()
        poll.register(at, select.POLLIN)
        return any(event & select.POLLIN for _file, event in poll.poll(0))


def catch_up() -> None:
    """Lets the listener read first what has arrived: other threads of a busy process
    may answer many requests before it has its turn."""
    for _time in range(TURNS):
        if not Arrived.something():
            return
        sleep(TURN)


class Started:
    pid = 0
    lock = threading.Lock()


def start() -> None:
    """Once in each process, as soon as it has something to do: a server may fork after
    it has loaded the site."""
    if os.getpid() == Started.pid:
        return
    with Started.lock:
        if os.getpid() == Started.pid:
            return
        Started.pid = os.getpid()
    if connection.vendor == "postgresql":
        thread = threading.Thread(target=Listener().listen, name="listener")
        thread.daemon = True
        thread.start()


def begin_anew() -> None:
    """In a fork: nobody tells it yet, whatever its parent was told."""
    Started.lock = threading.Lock()
    facts.Told.until = 0.0
    Arrived.at = None


os.register_at_fork(after_in_child=begin_anew)
