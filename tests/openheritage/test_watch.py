"""Whoever waits for a database that is away is freed, and nobody else is disturbed."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.utils import InternalError
from psycopg.pq import Conninfo

from openheritage import watch
from openheritage.engine.base import DatabaseWrapper
from openheritage.outages import is_outage
from openheritage.settings import database
from tests.services.faults import hanging_up, silent
from tests.services.postgres import free_port

# Seconds in which somebody is freed; more on a busy machine.
FREED = 5 * 3


class Line:
    """A line to the database which at some moment swallows all that is sent."""

    def __init__(self) -> None:
        self.swallows = False
        self.target = tuple(connection.settings_dict[key] for key in ("HOST", "PORT"))
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.sockets = [self.door]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.door.accept()
                far = socket.create_connection(self.target)
                self.sockets += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(
                        target=self.pass_on, args=pair, daemon=True
                    ).start()

    def pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not self.swallows:
                    sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for each in self.sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@pytest.fixture
def database_of_our_own(django_db_setup, django_db_blocker):
    """Without a transaction around the test, which writes nothing that stays."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def line(database_of_our_own):
    """The process reaches its database over it, in all its threads."""
    connection.close()
    before = connection.settings_dict["PORT"]
    line = Line()
    connection.settings_dict["PORT"] = line.port
    yield line
    connection.settings_dict["PORT"] = before
    line.close()
    wait_until_known()


def wait_until_known() -> None:
    """Nothing of an outage is left for the next test."""
    while (thread := watch.watch.thread) and thread.is_alive():
        thread.join(0.1)
    assert not watch.is_away()


@contextmanager
def connected(**options):
    wrapper = DatabaseWrapper(connection.settings_dict | {"OPTIONS": options})
    try:
        yield wrapper
    finally:
        wrapper.close()


def ask(wrapper: DatabaseWrapper, statement: str) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute(statement)


def together(*statements: str) -> None:
    with transaction.atomic():
        for statement in statements:
            ask(connection, statement)


def seconds_until_freed(wrapper: DatabaseWrapper, statement: str) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError):
        ask(wrapper, statement)
    return time.monotonic() - began


def test_a_line_that_swallows_everything_holds_nobody(line):
    with connected() as wrapper, connected(connect_timeout=3) as late:
        ask(wrapper, "SELECT 1")
        line.swallows = True
        assert seconds_until_freed(wrapper, "SELECT 1") < FREED
        assert watch.is_away()
        # Nobody else begins to wait.
        assert seconds_until_freed(late, "SELECT 1") < 1
        line.swallows = False
        wait_until_known()
        ask(late, "SELECT 1")


def test_one_connection_that_has_died_in_silence_is_given_up(line):
    """As by a firewall that forgot it: the database itself answers others."""
    with connected(longest=2) as wrapper:
        ask(wrapper, "SELECT 1")
        line.swallows = True
        answers = watch.answers
        try:
            watch.answers = lambda: True
            assert seconds_until_freed(wrapper, "SELECT 1") < FREED
            assert not watch.is_away()
        finally:
            watch.answers = answers


def test_a_slow_statement_is_waited_for(line):
    with connected() as wrapper:
        ask(wrapper, "SELECT pg_sleep(1.5)")
        assert not watch.is_away()


@pytest.mark.usefixtures("database_of_our_own")
def test_the_question_knows_an_absent_database_from_one_that_refuses_us():
    assert watch.answers()
    port = connection.settings_dict["PORT"]
    user = connection.settings_dict["USER"]
    try:
        # It is there, and has no place or no name for us.
        connection.settings_dict["USER"] = "nobody_of_that_name"
        assert watch.answers()
        connection.settings_dict["USER"] = user
        connection.settings_dict["PORT"] = free_port()
        assert not watch.answers()
        for fault in (silent, hanging_up):
            with fault() as address:
                connection.settings_dict["PORT"] = int(address.rpartition(":")[2])
                began = time.monotonic()
                assert not watch.answers()
                assert time.monotonic() - began < FREED
    finally:
        connection.settings_dict["PORT"], connection.settings_dict["USER"] = port, user


@pytest.mark.usefixtures("database_of_our_own")
@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["SET LOCAL statement_timeout = 1", "SELECT pg_sleep(1)"], True),
        (["SET TRANSACTION READ ONLY", "CREATE TABLE nobody_has (b int)"], True),
        (["SELECT pg_terminate_backend(pg_backend_pid())"], True),
        (["SELECT no_such_column"], False),
        (["SELECT 1 / 0"], False),
        (["INSERT INTO django_site_of_nobody VALUES (1)"], False),
    ],
)
def test_what_postgresql_says_is_an_outage_or_a_mistake_of_ours(statements, expected):
    with pytest.raises(DatabaseError) as caught:
        together(*statements)
    connection.close()
    assert is_outage(caught.value) is expected


@pytest.mark.usefixtures("database_of_our_own")
def test_who_is_not_given_a_lock_meets_an_outage():
    with psycopg.connect(**connected_params()) as other:
        other.execute("LOCK TABLE wagtailcore_site IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(OperationalError) as caught:
            together("SET LOCAL lock_timeout = 10", "SELECT * FROM wagtailcore_site")
    assert is_outage(caught.value)
    assert not is_outage(InternalError("current transaction is aborted"))


def connected_params() -> dict:
    params = connection.get_connection_params()
    return {name: params[name] for name in ("dbname", "user", "host", "port")}


def test_each_kind_of_process_has_its_time_outs(monkeypatch):
    url = "postgres://user@db.example/site?sslmode=require&connect_timeout=7"
    monkeypatch.setenv("PROCESS_KIND", "web")
    monkeypatch.setenv("WEB_STATEMENT_TIMEOUT", "33")
    entry = database.database(url)
    assert entry["ENGINE"] == "openheritage.engine"
    options = entry["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["connect_timeout"] == 7, "What the address says stands."
    assert "-c statement_timeout=33s" in options["options"]
    assert "-c lock_timeout=10s" in options["options"]
    assert "-c jit=off -c work_mem=16MB" in options["options"]
    assert options["longest"] > 33
    monkeypatch.setenv("PROCESS_KIND", "migrate")
    entry = database.database(url)
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert "-c statement_timeout=0s" in entry["OPTIONS"]["options"]
    assert "jit" not in entry["OPTIONS"]["options"]
    monkeypatch.setattr(database, "POOLED", True)
    assert "options" not in database.database(url)["OPTIONS"]


def test_postgresql_takes_what_the_web_asks_of_it(monkeypatch):
    monkeypatch.setenv("PROCESS_KIND", "web")
    told = database.database("postgres://user@db.example/site")["OPTIONS"]["options"]
    with psycopg.connect(**connected_params(), options=told) as asked:
        for name, value in (("jit", "off"), ("work_mem", "16MB")):
            assert asked.execute(f"SHOW {name}").fetchone() == (value,)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["manage.py", "worker"], "worker"),
        (["/srv/site/manage.py", "runserver"], "web"),
        (["manage.py", "migrate", "--check"], "migrate"),
        (["manage.py"], "command"),
        (["pytest", "worker"], "command"),
    ],
)
def test_a_process_is_known_by_its_command(monkeypatch, arguments, kind):
    monkeypatch.delenv("PROCESS_KIND", raising=False)
    monkeypatch.setattr(database.sys, "argv", arguments)
    assert database.process_kind() == kind


def test_libpq_still_waits_for_an_answer_without_end():
    """When it has a time-out for reading, the engine and the watch may go."""
    names = {option.keyword.decode() for option in Conninfo.get_defaults()}
    timeouts = {name for name in names if "timeout" in name}
    assert timeouts == {"connect_timeout", "tcp_user_timeout"}


def asked_to_live(wrapper: DatabaseWrapper) -> bool:
    """Whether a session was asked before it was believed to be there."""
    heard = wrapper.connection.heard_at
    assert wrapper.is_usable()
    return wrapper.connection.heard_at != heard


@pytest.mark.usefixtures("database_of_our_own")
def test_a_session_that_was_just_heard_is_not_asked_whether_it_lives(monkeypatch):
    with connected() as wrapper:
        ask(wrapper, "SELECT 1")
        assert not asked_to_live(wrapper)
        monkeypatch.setattr(wrapper.connection, "heard_at", time.monotonic() - 6)
        assert asked_to_live(wrapper)
        assert not asked_to_live(wrapper)


@pytest.mark.usefixtures("database_of_our_own")
def test_a_session_that_the_server_has_ended_is_not_believed_to_be_there():
    with connected() as wrapper, connected() as other:
        ask(wrapper, "SELECT 1")
        number = wrapper.connection.info.backend_pid
        ask(other, f"SELECT pg_terminate_backend({number}, 5000)")
        assert not wrapper.is_usable()
