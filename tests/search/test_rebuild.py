"""A rebuild on real servers: no gap, nothing lost, nothing left behind."""

import os
import subprocess
import sys
from io import StringIO
from time import monotonic

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from search.backends import Query
from search.backends import engine as engine_module
from search.models import Change, Entry, Kind
from tests.services import faults

from .entries import enter, make_entry

pytestmark = pytest.mark.django_db

# Begins a rebuild, says so when its index is half full, and waits to be killed.
BEGIN = """
import sys
import django
django.setup()
from search import backends
engine = backends.get().engine
write = engine.write

def write_and_wait(*args):
    write(*args)
    print("writing", flush=True)
    sys.stdin.read()

engine.write = write_and_wait
engine.rebuild()
"""


@pytest.fixture
def few(db):
    """A handful of entries instead of the sample's."""
    Change.objects.all().delete()
    Entry.objects.all().delete()
    return [make_entry(f"Xylophone {number}") for number in range(5)]


def titles(server, text="xylophone"):
    """What the engine itself finds, the database standing aside."""
    server.engine.ask("POST", f"/{server.engine.alias}/_refresh")
    found = server.engine.search(Query(text, "en", size=50)).ids
    rows = {entry.document_id: entry.title for entry in Entry.objects.all()}
    return sorted(rows.get(name, "no such entry") for name in found)


def while_writing(server, happens):
    """Something happens after the first batch of the next rebuild was written."""
    write = server.engine.write
    waiting = [happens]

    def write_and_happen(*args):
        count = write(*args)
        if waiting:
            waiting.pop()()
        return count

    server.engine.write = write_and_happen


def test_a_rebuild_holds_every_entry_under_one_name(server):
    count = Entry.objects.count()
    assert count > 100
    assert server.rebuild() == count
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    aliases = server.engine.ask("GET", f"/{name}/_alias")[name]["aliases"]
    assert set(aliases) == {server.engine.alias}


def test_the_first_push_makes_the_index(few, server):
    server.push(few[:1], [])
    assert len(titles(server)) == len(few)


def test_a_push_changes_and_removes(few, server):
    server.rebuild()
    few[0].title = "Xylophone anew"
    few[0].save()
    gone = few[1].document_id
    few[1].delete()
    server.push([few[0]], [gone, "page:never-there||en"])
    assert titles(server) == [
        *("Xylophone 2", "Xylophone 3", "Xylophone 4", "Xylophone anew")
    ]


def test_what_is_written_during_a_rebuild_is_in_the_new_index(few, server):
    server.rebuild()

    def happens():
        few[0].title = "Xylophone changed"
        few[0].save()
        enter(few[0].thing)
        enter(make_entry("Xylophone added").thing)
        gone = few[1].document_id
        few[1].delete()
        enter(few[1].thing, gone)

    while_writing(server, happens)
    assert server.rebuild() == len(few)
    assert titles(server) == [
        *("Xylophone 2", "Xylophone 3", "Xylophone 4"),
        *("Xylophone added", "Xylophone changed"),
    ]


def test_what_is_pushed_into_the_old_index_at_the_swap_is_in_the_new_one(few, server):
    server.rebuild()
    swap = server.engine.swap

    def push_and_swap(*args):
        added = make_entry("Xylophone at the swap")
        enter(added.thing)
        server.push([added], [])
        swap(*args)

    server.engine.swap = push_and_swap
    server.rebuild()
    assert "Xylophone at the swap" in titles(server)


def test_an_older_change_that_is_entered_meanwhile_is_not_overlooked(few, server):
    """Its number lies below those that were worked off before the rebuild began."""
    late = Change.objects.create(thing=few[0].thing)
    enter(few[1].thing)

    def happens():
        few[0].title = "Xylophone late"
        few[0].save()
        # As if its transaction had begun long ago.
        Change.objects.filter(pk=late.pk).update(entered_at=late.at)

    while_writing(server, happens)
    server.rebuild()
    assert "Xylophone late" in titles(server)


def test_readers_are_answered_during_a_rebuild(few, server):
    server.rebuild()
    seen = []
    while_writing(server, lambda: seen.extend(titles(server)))
    server.rebuild()
    assert len(seen) == len(few)


def test_a_rebuild_that_fails_leaves_what_was_there(few, server):
    server.rebuild()
    (before,) = server.engine.indexes()

    def fail():
        raise KeyboardInterrupt

    while_writing(server, fail)
    with pytest.raises(KeyboardInterrupt):
        server.rebuild()
    assert list(server.engine.indexes()) == [before]
    assert len(titles(server)) == len(few)


def test_of_two_rebuilds_the_one_begun_last_wins_and_the_other_fails(few, server):
    server.rebuild()
    write = server.engine.write

    def overtake():
        server.engine.write = write
        server.rebuild()
        # So that the first has something left to write.
        enter(few[0].thing)

    while_writing(server, overtake)
    with pytest.raises(Exception, match=r"index_not_found|unfit|alias"):
        server.rebuild()
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    assert len(titles(server)) == len(few)


def test_a_rebuild_that_was_killed_is_cleared_up_by_the_next(server, engine_name):
    """With the sample's entries, which other processes see."""
    server.rebuild()
    (before,) = server.engine.indexes()
    database = connection.settings_dict
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        env=os.environ
        | {
            "SEARCH_URL": settings.SEARCH_URL,
            "DATABASE_URL": f"{url}/{database['NAME']}",
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
        },
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "writing\n"
        process.kill()
    assert sorted(server.engine.indexes().values()) == [False, True]
    assert server.engine.indexes()[before]
    assert titles(server, "heritage")

    server.rebuild()
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    assert name != before


@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_a_server_that_fails_in_the_middle_keeps_the_old_index(
    few, own_server, engine_name, use_search_url, monkeypatch, fault
):
    monkeypatch.setitem(engine_module.PATIENCE, "ask", 30)
    server = use_search_url(f"{engine_name}+{own_server.url}/{fault}")
    server.rebuild()
    monkeypatch.undo()
    monkeypatch.setitem(engine_module.PATIENCE, "write", 2)
    (before,) = server.engine.indexes()
    while_writing(server, own_server.freeze if fault == "frozen" else own_server.kill)
    few[0].title = "Xylophone changed"
    few[0].save()
    enter(few[0].thing)
    begun = monotonic()
    with pytest.raises(Exception, match=r"(?i)time|connect|refused"):
        server.rebuild()
    assert monotonic() - begun < 60

    if fault == "frozen":
        own_server.thaw()
    else:
        own_server.restart()
    monkeypatch.setitem(engine_module.PATIENCE, "ask", 30)
    monkeypatch.setitem(engine_module.PATIENCE, "write", 60)
    assert server.engine.indexes()[before]
    server.rebuild()
    (name,) = server.engine.indexes()
    assert name != before
    assert "Xylophone changed" in titles(server)


def test_ten_thousand_entries_take_well_under_minutes(few, server):
    few[0].text = "Museums and archives hold the memory of the world. " * 40
    rows = [
        Entry(
            thing=f"page:many-{number}",
            language="en",
            shown_in=" en ",
            kind=Kind.PAGE,
            title=f"Xylophone {number}",
            text=few[0].text,
            path="many/",
            source="home.contentpage",
            source_id=number,
        )
        for number in range(10_000)
    ]
    Entry.objects.bulk_create(rows, batch_size=1000)
    begun = monotonic()
    assert server.rebuild() == 10_000 + len(few)
    assert monotonic() - begun < 300


def test_the_command_says_what_it_made(few, server):
    output = StringIO()
    call_command("rebuild_search", stdout=output)
    assert output.getvalue().startswith("5 documents in ")


def test_the_command_fails_in_words_without_a_server(use_search_url):
    use_search_url(f"elasticsearch+{faults.refusing()}/refused")
    with pytest.raises(CommandError, match=r"could not be made \(ConnectionError\)"):
        call_command("rebuild_search")


def test_the_command_tells_that_a_database_needs_none(capsys):
    call_command("rebuild_search")
    assert "needs no index" in capsys.readouterr().out
