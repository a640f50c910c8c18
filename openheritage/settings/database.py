"""How long who waits for the database, by kind of process.

Each figure can be set for each kind, in seconds: ``WEB_STATEMENT_TIMEOUT``,
``WORKER_LOCK_TIMEOUT`` and so on; 0 waits without end.
"""

import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from .environment import env
from .web import WEB_THREADS


class Patience(NamedTuple):
    """Seconds."""

    # For a connection, of each address that the host has. libpq knows no less than 2.
    connect: int
    # For the answer to one statement.
    statement: int
    # For a lock that somebody else holds: the rest of the site waits behind it.
    lock: int
    # Of a transaction in which nothing happens: it holds locks, and keeps rows.
    idle: int


KINDS = {
    # A reader has left by then. The heaviest screens of staff take two seconds.
    "web": Patience(connect=3, statement=20, lock=10, idle=30),
    # Recounts and indexes of a large site.
    "worker": Patience(connect=3, statement=300, lock=30, idle=120),
    # An index on a large table takes its time, but does not queue in front of all
    # readers until it gets its lock.
    "migrate": Patience(connect=10, statement=0, lock=10, idle=0),
    # Whatever an operator starts, and sees.
    "command": Patience(connect=10, statement=0, lock=60, idle=0),
}
# Those that notice a database that neither answers nor hangs up: see watch.py.
WATCHING = ("web", "worker")
# Readers wait for short statements, of which PostgreSQL compiles those that it thinks
# long (``jit_above_cost``): of a search among a million names that took a third.
# And 4 MB are too few to note each of 125,000 rows of a million that have a word: then
# all rows near them are looked at, which took eight times as long.
OF_WEB = "-c jit=off -c work_mem=16MB"
# What the client waits longer than the server, which ends a statement by itself.
GRACE = 5
# Seconds for which a thread keeps its connection, or a pool one that nobody needs.
MAX_AGE = 60
# Requests beside those that are counted: whether the site is ready.
WATCHERS = 2

COMMANDS = {"worker": "worker", "runserver": "web", "migrate": "migrate"}


def process_kind() -> str:
    """``wsgi.py`` says that it is the web; commands are known by their names."""
    if kind := env.str("PROCESS_KIND", default=""):
        if kind not in KINDS:
            raise ImproperlyConfigured(
                f"PROCESS_KIND must be one of {', '.join(KINDS)}."
            )
        return kind
    if Path(sys.argv[0]).name in ("manage.py", "django-admin"):
        return COMMANDS.get("".join(sys.argv[1:2]), "command")
    return "command"


def patience(kind: str) -> Patience:
    default = KINDS[kind]
    return Patience(
        *(
            env.number(f"{kind}_{name}_timeout".upper(), seconds)
            for name, seconds in default._asdict().items()
        )
    )


def server_side(seconds: Patience) -> str:
    """What PostgreSQL is told when a connection begins."""
    told = {
        "statement_timeout": seconds.statement,
        "lock_timeout": seconds.lock,
        "idle_in_transaction_session_timeout": seconds.idle,
    }
    return " ".join(f"-c {name}={value}s" for name, value in told.items())


def for_postgresql(kind: str, given: dict, *, pooled: bool) -> dict:
    """``OPTIONS`` for psycopg; what ``DATABASE_URL`` says stands."""
    seconds = patience(kind)
    options = {
        "connect_timeout": seconds.connect,
        "application_name": f"openheritage {kind}",
        # A machine that is gone, or a firewall that has forgotten us, is noticed
        # when nothing acknowledges what we sent, or asked after a silence.
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 4000,
    } | given
    if not pooled:
        # Later ones win.
        of_kind = OF_WEB if kind == "web" else ""
        told = [server_side(seconds), of_kind, given.get("options", "")]
        options["options"] = " ".join(filter(None, told))
    if kind in WATCHING and seconds.statement:
        options["longest"] = seconds.statement + GRACE
    return options


def shared(kind: str, seconds: Patience) -> dict:
    """Connections that the threads of a process share (psycopg_pool): one for each
    request that is worked on, and some for who watches."""
    return {
        "min_size": 1,
        "max_size": WEB_THREADS + WATCHERS,
        # A thread waits for one no longer than for a new one.
        "timeout": max(seconds.connect, 1),
        "max_idle": MAX_AGE,
        "name": f"openheritage {kind}",
    }


def database(url: str, *, pooled: bool | None = None) -> dict:
    """A ``DATABASES`` entry; SQLite is made fit for a worker beside the web.

    Writers wait for each other (``timeout``, seconds) and take their lock when
    a transaction begins, not in the middle of it, where waiting would fail.
    """
    entry = environ.Env.db_url_config(url)
    if "sqlite" in entry["ENGINE"]:
        entry["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return entry
    # The folder of a socket, as libpq has it: user@%2Frun%2Fpostgresql/name.
    entry["HOST"] = unquote(entry["HOST"] or "")
    kind = process_kind()
    pooled = POOLED if pooled is None else pooled
    entry["OPTIONS"] = for_postgresql(kind, entry.get("OPTIONS", {}), pooled=pooled)
    entry["CONN_MAX_AGE"] = MAX_AGE
    entry["CONN_HEALTH_CHECKS"] = True
    # A cursor on the server is a session's: the next rows would be asked of another.
    entry["DISABLE_SERVER_SIDE_CURSORS"] = pooled
    if kind in WATCHING:
        entry["ENGINE"] = "openheritage.engine"
    if kind == "web" and DATABASE_POOL:
        entry["CONN_MAX_AGE"] = 0
        entry["OPTIONS"]["pool"] = shared(kind, patience(kind))
    return entry


# Processes that send mail and do what else is due, on all machines.
WORKERS = env.number("WORKERS", 1)
# Machines on which the web runs.
MACHINES = env.number("MACHINES", 1, least=1)

# Past PgBouncer or its like, where that lends sessions for a transaction only.
DATABASE_DIRECT_URL = env.str("DATABASE_DIRECT_URL", default="")
# Whether one stands between, which knows no time-outs at the beginning of a connection:
# then they are the role's. docs/operations.md, "Database".
POOLED = env.bool("DATABASE_POOLED", default=bool(DATABASE_DIRECT_URL))
# Whether the threads of a web process share its connections.
DATABASE_POOL = env.bool("DATABASE_POOL", default=False)

# What is wrong stops the start by its own name.
patience(process_kind())
