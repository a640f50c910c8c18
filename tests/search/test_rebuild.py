"""A rebuild on a real server: no gap, nothing lost, nothing left behind."""

import os
import subprocess
import sys
from io import StringIO
from time import monotonic

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from search.models import Change, Entry, EntryKind
from search.synchronisation import push, rebuild
from tests.services import faults

from .entries import enter, found, make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

# Begins a rebuild, says so when its index is half full, and waits to be killed.
BEGIN = """
import sys
import django
django.setup()
from search import backends, synchronisation
server = backends.server()
write = server.write

def write_and_wait(*args):
    write(*args)
    print("writing", flush=True)
    sys.stdin.read()

server.write = write_and_wait
synchronisation.rebuild()
"""


def while_writing(server, happens):
    """Something happens after the first batch of the next rebuild was written."""
    write = server.engine.write
    waiting = [happens]

    def write_and_happen(*args):
        write(*args)
        if waiting:
            waiting.pop()()

    server.engine.write = write_and_happen


def test_a_rebuild_holds_every_entry_under_one_name(server):
    count = Entry.objects.count()
    assert count > 100
    assert rebuild() == count
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    aliases = server.engine.ask("GET", f"/{name}/_alias")[name]["aliases"]
    assert set(aliases) == {server.engine.alias}


def test_what_is_written_during_a_rebuild_is_in_the_new_index(few, server):
    rebuild()

    def happens():
        few[0].title = "Xylophone changed"
        few[0].save()
        enter(few[0].thing)
        enter(make_entry("Xylophone added").thing)
        gone = few[1].document_id
        few[1].delete()
        enter(few[1].thing, gone)

    while_writing(server, happens)
    assert rebuild() == len(few)
    assert sorted(found("xylophone")) == [
        *("Xylophone 2", "Xylophone 3", "Xylophone 4"),
        *("Xylophone added", "Xylophone changed"),
    ]


def test_what_is_pushed_into_the_old_index_at_the_switch_is_in_the_new_one(few, server):
    rebuild()
    switch = server.engine.switch

    def push_and_switch(*args):
        enter(make_entry("Xylophone at the switch").thing)
        push()
        switch(*args)

    server.engine.switch = push_and_switch
    rebuild()
    assert "Xylophone at the switch" in found("xylophone")


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
    rebuild()
    assert "Xylophone late" in found("xylophone")


def test_readers_are_answered_during_a_rebuild(few, server):
    rebuild()
    seen = []
    while_writing(server, lambda: seen.extend(found("xylophone")))
    rebuild()
    assert len(seen) == len(few)


def test_a_rebuild_that_fails_leaves_what_was_there(few, server):
    rebuild()
    (before,) = server.engine.indexes()

    def fail():
        raise KeyboardInterrupt

    while_writing(server, fail)
    with pytest.raises(KeyboardInterrupt):
        rebuild()
    assert list(server.engine.indexes()) == [before]
    assert len(found("xylophone")) == len(few)


def test_of_two_rebuilds_the_one_begun_last_wins_and_the_other_fails(few, server):
    rebuild()
    write = server.engine.write

    def overtake():
        server.engine.write = write
        rebuild()
        # So that the first has something left to write.
        enter(few[0].thing)

    while_writing(server, overtake)
    with pytest.raises(Exception, match=r"index_not_found|unfit|alias"):
        rebuild()
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    assert len(found("xylophone")) == len(few)


def test_a_rebuild_that_was_killed_is_cleared_up_by_the_next(server):
    """With the sample's entries, which other processes see."""
    rebuild()
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
    assert found("heritage")

    rebuild()
    (name,) = server.engine.indexes()
    assert server.engine.indexes()[name]
    assert name != before


def test_a_rebuild_of_many_batches_holds_all_and_is_quick(few, server):
    """Ten thousand and more: ``benchmarks.search_quality``."""
    text = "Museums and archives hold the memory of the world. " * 40
    rows = [
        Entry(
            thing=f"page:many-{number}",
            language="en",
            shown_in=" en ",
            kind=EntryKind.PAGE,
            title=f"Xylophone {number}",
            text=text,
            path="many/",
            source="home.contentpage",
            source_id=number,
        )
        for number in range(2_000)
    ]
    Entry.objects.bulk_create(rows, batch_size=1000)
    begun = monotonic()
    assert rebuild() == 2_000 + len(few)
    assert monotonic() - begun < 60


def test_the_command_says_what_it_made(few, server):
    output = StringIO()
    call_command("rebuild_search", stdout=output)
    assert output.getvalue().startswith("5 documents in ")


def test_the_command_fails_in_words_without_a_server(use_search_url):
    use_search_url(f"{faults.refusing()}/refused")
    with pytest.raises(CommandError, match=r"could not be made \(ConnectionError\)"):
        call_command("rebuild_search")


def test_the_command_tells_that_a_database_needs_none(capsys):
    call_command("rebuild_search")
    assert "needs no index" in capsys.readouterr().out
