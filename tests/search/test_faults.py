"""The server frozen, killed, or something else in its place: readers, editors and
staff go on, and what the server missed it is told later."""

import json
from contextlib import contextmanager, nullcontext
from threading import Event
from time import monotonic
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from news.models import NewsPage
from search.backends import Query
from search.backends import elasticsearch as engine
from search.models import Change, Entry
from search.synchronisation import enter_all, push, rebuild
from tests.services import faults

from .entries import enter, found, make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.rota]

# Seconds in which the page must be there, whatever the server does; on a busy machine,
# where rendering alone may take some. It waits 1 s for a server; without that limit
# these would be 10 and more.
PATIENCE = 6

# What may stand at the address, as contexts that yield where.
STRANGERS = {
    "rubbish": lambda: faults.answering(faults.RUBBISH),
    "a page": lambda: faults.answering(faults.PAGE),
    "a proxy's error": lambda: faults.answering(faults.BAD_GATEWAY),
    "JSON of another service": lambda: faults.answering(json_answer(b'{"ok": true}')),
    "a list": lambda: faults.answering(json_answer(b"[1, 2]")),
    "half an answer": lambda: faults.answering(json_answer(b'{"hits": {"hi')),
    "drops": lambda: dripping(),
    "silence": faults.silent,
    "hanging up": faults.hanging_up,
    "nobody": lambda: nullcontext(faults.refusing()),
}


def json_answer(body: bytes) -> bytes:
    """As Elasticsearch's client would take it."""
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        b"X-Elastic-Product: Elasticsearch\r\nConnection: close\r\n\r\n" + body
    )


@contextmanager
def dripping():
    """Answers, a byte now and then, for twice as long as anybody waits."""
    over = Event()

    def drip(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _each in range(10 * PATIENCE):
            if over.wait(0.2):
                break
            connection.sendall(b" ")

    with faults.listener(drip) as address:
        try:
            yield address
        finally:
            over.set()


def page(client, query="heritage"):
    """The search page, and the seconds that it took."""
    begun = monotonic()
    response = client.get(f"/en/search/?q={quote(query)}")
    assert response.status_code == 200
    return response.text, monotonic() - begun


@pytest.fixture
def by_database(client):
    """What the page says when the database alone is asked; templates are loaded."""
    return page(client)[0]


@pytest.fixture
def entered(db):
    """Nothing is left to do from the loading of the sample."""
    Change.objects.all().delete()


@pytest.fixture
def own(own_server, use_search_url, settings, monkeypatch):
    """The backend of a server to be hurt, with all that is in the table."""
    settings.SEARCH_TIMEOUT = 30
    with monkeypatch.context() as patch:
        patch.setitem(engine.PATIENCE, "ask", 30)
        server = use_search_url(f"{own_server.url}/own")
        rebuild()
    server.search(Query("heritage", "en"))
    assert server.is_answering()
    settings.SEARCH_TIMEOUT = 1.0
    return server


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_page_is_there_in_time_whatever_answers(
    stranger, client, by_database, use_search_url, caplog
):
    with STRANGERS[stranger]() as address:
        server = use_search_url(f"{address}/strange")
        text, seconds = page(client)
        assert text == by_database
        assert seconds < PATIENCE

        # Only the first reader waited.
        assert server.is_down
        text, seconds = page(client)
        assert text == by_database
        assert seconds < PATIENCE
    (record,) = [line for line in caplog.records if "search" in line.name]
    assert "the database answers" in record.getMessage()
    assert "heritage" not in caplog.text


def test_a_frozen_server_keeps_nobody_waiting(client, by_database, own, own_server):
    own_server.freeze()
    with pytest.raises((TimeoutError, URLError)):
        urlopen(own_server.url, timeout=0.5)
    text, seconds = page(client)
    assert text == by_database
    assert 0.9 < seconds < PATIENCE
    assert page(client)[1] < PATIENCE


def identity(server) -> str:
    with urlopen(server.url, timeout=30) as answer:
        return json.load(answer)["cluster_uuid"]


def test_a_killed_server_is_not_missed_and_catches_up_when_it_is_back(
    client, by_database, own, own_server, settings, caplog, entered
):
    before = identity(own_server)
    own_server.kill()
    text, seconds = page(client)
    assert text == by_database
    assert seconds < PATIENCE
    enter(make_entry("A xylophone after the fall").thing)
    with pytest.raises(Exception, match=r"(?i)connect|refused"):
        push()

    own_server.restart()
    assert identity(own_server) == before
    # Not yet: the pause is not over.
    assert not own.is_answering()
    settings.SEARCH_PAUSE = 0
    settings.SEARCH_TIMEOUT = 30
    own.pause()
    page(client)
    assert not own.is_down
    assert own.is_answering()
    assert [line.levelname for line in caplog.records if "search" in line.name] == [
        *("ERROR", "WARNING")
    ]
    while push():
        pass
    assert len(found("xylophone")) == 1


@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_a_server_that_fails_in_a_rebuild_keeps_the_old_index(
    own, own_server, entered, monkeypatch, fault
):
    monkeypatch.setitem(engine.PATIENCE, "write", 2)
    (before,) = own.engine.indexes()
    write = own.engine.write

    def write_and_fail(*args):
        write(*args)
        own_server.freeze() if fault == "frozen" else own_server.kill()

    own.engine.write = write_and_fail
    enter(make_entry("A xylophone").thing)
    begun = monotonic()
    with pytest.raises(Exception, match=r"(?i)time|connect|refused"):
        rebuild()
    assert monotonic() - begun < 60

    own.engine.write = write
    own_server.thaw() if fault == "frozen" else own_server.restart()
    monkeypatch.setitem(engine.PATIENCE, "ask", 30)
    monkeypatch.setitem(engine.PATIENCE, "write", 60)
    assert own.engine.indexes()[before]
    rebuild()
    (name,) = own.engine.indexes()
    assert name != before
    assert found("xylophone") == ["A xylophone"]


def test_a_query_that_the_server_refuses_is_answered_and_stops_no_other(server, caplog):
    rebuild()
    ask = server.engine.ask
    server.engine.ask = lambda method, path, body=None, seconds=0: ask(
        method, path, {"query": {"no such query": {}}}
    )
    hits = server.search(Query("heritage", "en"))
    del server.engine.ask
    assert hits.ids == server.database.search(Query("heritage", "en")).ids
    assert not server.is_down
    assert "refused a query" in caplog.text


def test_without_an_index_the_database_answers(server, client, by_database):
    assert page(client)[0] == by_database
    assert server.is_down
    assert not server.is_answering()


def test_publishing_and_entering_never_touch_the_server(
    use_search_url, news_index, entered
):
    calls = []
    with faults.listener(calls.append) as address:
        use_search_url(f"{address}/untouched")
        begun = monotonic()
        article = NewsPage.objects.live().first()
        article.title = "A xylophone was digitised"
        article.save_revision().publish()
        article.unpublish()
        article.save_revision().publish()
        seconds = monotonic() - begun
        assert Change.objects.exists()
        enter_all()
        assert Entry.objects.filter(title__contains="xylophone").exists()
        assert seconds < 30
    assert calls == []


def test_what_a_frozen_server_missed_it_is_told_later(own, own_server, entered):
    gone = make_entry("A xylophone that goes")
    enter(gone.thing)
    push()
    own_server.freeze()
    enter(make_entry("A xylophone that comes").thing)
    document = gone.document_id
    gone.delete()
    enter(gone.thing, document)

    begun = monotonic()
    with pytest.raises(Exception, match=r"(?i)time"):
        push()
    # The worker has mail to send.
    assert monotonic() - begun < 15
    assert Change.objects.filter(pushed_at=None).count() == 2

    own_server.thaw()
    while push():
        pass
    assert not Change.objects.filter(pushed_at=None).exists()
    assert found("xylophone") == ["A xylophone that comes"]


def test_a_server_whose_index_was_lost_gets_it_back_with_the_next_change(
    server, entered
):
    rebuild()
    server.engine.remove(server.engine.indexes())
    enter(make_entry("A xylophone").thing)
    assert push() == 1
    assert len(found("xylophone")) == 1
    assert len(found("heritage")) > 1
