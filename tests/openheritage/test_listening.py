"""What one process commits, others know at once: PostgreSQL tells them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from home.frame import site_addresses
from openheritage import facts, listening, telling
from openheritage.locales import open_locales

pytestmark = pytest.mark.django_db

# Seconds; on an idle machine it takes some thousandths.
PATIENCE = 20


def wait_until(is_so) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def other() -> Iterator[psycopg.Connection]:
    """Somebody else, on another machine perhaps, who commits."""
    settings = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    given = {name: settings[name] for name in wanted if name in settings}
    with psycopg.connect(**given, autocommit=True) as raw:
        yield raw


@contextmanager
def listening_here() -> Iterator[listening.Listener]:
    listener = listening.Listener()
    # It ends after its next look.
    listener.look = 0.2
    thread = threading.Thread(target=listener.listen, daemon=True)
    thread.start()
    try:
        assert listener.hears.wait(PATIENCE)
        yield listener
    finally:
        listener.stop()
        thread.join(PATIENCE)


ADDRESS = "SELECT contact_email FROM home_sitesettings"


@contextmanager
def changed(raw: psycopg.Connection, sql: str, back: str, *values) -> Iterator[None]:
    """Others' tests find the table as it was."""
    try:
        raw.execute(sql)
        yield
    finally:
        raw.execute(back, values)


def test_a_commit_elsewhere_is_seen_at_once():
    with other() as raw, listening_here():
        ((before,),) = raw.execute(ADDRESS).fetchall()
        assert site_addresses().contact_email == before
        began = time.monotonic()
        with changed(
            raw,
            "UPDATE home_sitesettings SET contact_email = 'other@example.org'",
            "UPDATE home_sitesettings SET contact_email = %s",
            before,
        ):
            wait_until(lambda: site_addresses().contact_email == "other@example.org")
            print(f"\nheard after {time.monotonic() - began:.3f} s")
        wait_until(lambda: site_addresses().contact_email == before)


def test_what_others_undo_changes_nothing_and_what_they_close_is_closed():
    close = (
        "UPDATE openheritage_language SET is_open = %s FROM wagtailcore_locale row"
        " WHERE row.id = locale_id AND row.language_code = 'sw'"
    )
    with other() as raw, listening_here():
        assert "sw" in open_locales()
        with raw.transaction(force_rollback=True):
            raw.execute(close, [False])
        assert "sw" in open_locales()
        with changed(raw, close.replace("%s", "false"), close, True):
            wait_until(lambda: "sw" not in open_locales())
        wait_until(lambda: "sw" in open_locales())


def test_a_lost_connection_is_made_anew_and_what_was_missed_is_asked_for():
    with other() as raw, listening_here() as listener:
        assert time.monotonic() < facts.Told.until
        facts.every[0].of("missed", lambda: "before")
        generation = facts.every[0].generation
        end = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()"
        )
        raw.execute(end, [listening.APPLICATION])
        wait_until(lambda: listener.has_failed)
        wait_until(lambda: listener.hears.is_set() and not listener.has_failed)
        assert facts.every[0].generation > generation


def test_behind_a_pooler_that_passes_nothing_on_nobody_relies_on_it(
    monkeypatch, caplog
):
    """Such a one gives each statement another session."""
    monkeypatch.setattr(listening, "PATIENCE", 0.3)
    monkeypatch.setattr(listening, "PAUSE", 0.05)
    monkeypatch.setattr(listening.Listener, "prove", prove_deaf)
    listener = listening.Listener()
    thread = threading.Thread(target=listener.listen, daemon=True)
    thread.start()
    wait_until(lambda: listener.has_failed)
    listener.stop()
    thread.join(PATIENCE)
    assert facts.Told.until == 0
    assert caplog.text.count("does not tell of changes (UnheardError)") == 1


prove = listening.Listener.prove


def prove_deaf(self, raw):
    raw.execute("UNLISTEN *")
    prove(self, raw)


def test_a_fork_does_not_rely_on_what_its_parent_is_told(monkeypatch):
    monkeypatch.setattr(facts.Told, "until", time.monotonic() + 60)
    listening.begin_anew()
    assert facts.Told.until == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO told SELECT generate_series(1, 10000)",
        "UPDATE told SET number = number + 1",
        "DELETE FROM told",
        "TRUNCATE told",
    ],
)
def test_every_way_to_change_a_table_is_told_once_whatever_its_size(statement):
    with other() as raw, other() as ear:
        ear.execute(f'LISTEN "{telling.CHANNEL}"')
        raw.execute("CREATE TEMP TABLE told AS SELECT generate_series(1, 9) AS number")
        raw.execute(telling.TRIGGER % "told")
        with raw.transaction():
            raw.execute(statement)
            raw.execute("UPDATE told SET number = 0")
        heard = [notice.payload for notice in ear.notifies(timeout=5, stop_after=1)]
        assert heard.count("told") == 1


def test_the_triggers_can_be_taken_back_and_made_again():
    """As an operator does who goes back to the release before."""
    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("glossary", "0002_tell")
    state = executor.loader.project_state([("glossary", "0002_tell")])
    (operation,) = migration.operations

    def has_trigger() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_trigger WHERE tgname = %s"
                " AND tgrelid = 'glossary_term'::regclass",
                [telling.NAME],
            )
            return cursor.fetchone() is not None

    assert has_trigger()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("glossary", editor, state, state)
        assert not has_trigger()
        operation.database_forwards("glossary", editor, state, state)
    assert has_trigger()


def test_after_a_restore_everything_is_asked_for_again():
    with other() as raw, listening_here():
        generation = facts.every[0].generation
        raw.execute("SELECT pg_notify(%s, %s)", [telling.CHANNEL, telling.EVERYTHING])
        wait_until(lambda: facts.every[0].generation > generation)


def test_many_threads_look_at_once_whether_something_has_come():
    """As those of a busy process do, before each page that is kept."""
    failed = []

    def look() -> None:
        try:
            for _time in range(3000):
                listening.Arrived.something()
        except Exception as error:  # noqa: BLE001 - whatever it is
            failed.append(error)

    with listening_here():
        wait_until(lambda: listening.Arrived.at is not None)
        threads = [threading.Thread(target=look) for _number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed
