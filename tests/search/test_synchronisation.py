import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import NewsPage
from openheritage.locks import exclusively, exclusively_in_session
from openheritage.worker import Worker, jobs
from search import backends, sources, synchronisation
from search.models import Change, Entry, Word

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Change.objects.all().delete()


@pytest.fixture
def songbook():
    return NewsPage.objects.get(
        slug="songbook-without-watermark", locale__language_code="en"
    )


def thing(page) -> str:
    return sources.page_thing(page.translation_key)


def noted() -> set[str]:
    return set(Change.objects.values_list("thing", flat=True))


def titles(page) -> set[str]:
    return set(Entry.objects.filter(thing=thing(page)).values_list("title", flat=True))


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_rows_that_are_right_are_not_written(songbook):
    before = Entry.objects.get(thing=thing(songbook), language="en")
    publish(songbook)
    with CaptureQueriesContext(connection) as queries:
        synchronisation.enter()
    assert not [
        query["sql"]
        for query in queries
        if 'search_entry"' in query["sql"] and not query["sql"].startswith("SELECT")
    ]
    assert Entry.objects.get(thing=thing(songbook), language="en").pk == before.pk


def test_many_changes_of_a_thing_are_entered_once(songbook):
    for number in range(5):
        publish(songbook, title=f"Title {number}")
    assert Change.objects.count() == 5
    assert synchronisation.enter() == 5
    assert Change.objects.filter(entered_at=None).count() == 0
    assert "Title 4" in titles(songbook)


def test_two_workers_do_not_enter_at_once(songbook, django_db_blocker):
    publish(songbook, title="Held up")
    answers = []

    def other() -> None:
        with django_db_blocker.unblock():
            try:
                with (
                    transaction.atomic(),
                    exclusively("search.enter", wait=False) as it,
                ):
                    answers.append(it)
            finally:
                connection.close()

    with transaction.atomic(), exclusively("search.enter"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert answers == [False]


class Server:
    """One that keeps what it is sent, and may be down."""

    alias = "entries"

    def __init__(self) -> None:
        self.down = False
        self.documents: dict[str, str] = {}
        self.gone: list[str] = []

    def has_index(self) -> bool:
        if self.down:
            raise ConnectionError
        return True

    def write(self, alias, entries, gone, patience) -> None:
        self.documents |= {entry.document_id: entry.title for entry in entries}
        self.gone += gone


@pytest.fixture
def server(monkeypatch) -> Server:
    """What it answers is proven on a real one, in ``test_faults`` and others."""
    server = Server()
    monkeypatch.setattr(backends, "server", lambda: server)
    return server


def test_what_is_entered_is_sent(songbook, server):
    publish(songbook, title="To be sent")
    assert synchronisation.push() == 0
    synchronisation.enter_all()
    assert synchronisation.push() == 1
    assert "To be sent" in server.documents.values()
    assert synchronisation.push() == 0
    songbook.unpublish()
    synchronisation.enter_all()
    synchronisation.push()
    assert set(server.documents) <= set(server.gone)


def test_a_server_that_is_down_gets_it_later_and_holds_nothing_up(songbook, server):
    server.down = True
    publish(songbook, title="Entered at once")
    synchronisation.enter_all()
    with pytest.raises(ConnectionError):
        synchronisation.push()
    assert "Entered at once" in titles(songbook)
    publish(songbook, title="And again")
    synchronisation.enter_all()
    server.down = False
    while synchronisation.push():
        pass
    assert "And again" in server.documents.values()
    assert not Change.objects.filter(pushed_at=None).exists()


def test_what_was_gone_and_came_back_is_not_deleted(songbook, server):
    songbook.unpublish()
    synchronisation.enter_all()
    songbook.refresh_from_db()
    publish(songbook)
    synchronisation.enter_all()
    synchronisation.push()
    english = f"{thing(songbook)}||en"
    assert english in server.documents
    assert english not in server.gone


def test_the_worker_does_it_all(songbook):
    names = {f"search.tasks.{name}" for name in ("enter", "push", "purge")}
    worker = Worker()
    assert names <= set(jobs)
    publish(songbook, title="By the worker")
    for job in worker.jobs:
        if job.name in names:
            # Without closing the connection that the test's transaction is on.
            while job.run():
                pass
    assert "By the worker" in titles(songbook)
    assert not Change.objects.filter(pushed_at=None).exists()


def test_two_workers_do_not_push_at_once(songbook, server, django_db_blocker):
    publish(songbook)
    synchronisation.enter_all()
    # Afterwards others may.
    assert synchronisation.push() == 1
    publish(songbook, title="Held up")
    synchronisation.enter_all()
    holding, done = threading.Event(), threading.Event()

    def other() -> None:
        with django_db_blocker.unblock():
            try:
                with exclusively_in_session("search.push") as held:
                    assert held
                    holding.set()
                    assert done.wait(60)
            finally:
                connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert holding.wait(60)
    assert synchronisation.push() == 0
    done.set()
    thread.join()
    assert synchronisation.push() == 1
    assert "Held up" in server.documents.values()


def test_old_changes_are_forgotten_and_those_not_sent_kept(songbook):
    now = timezone.now()
    long_ago = now - timedelta(days=2)
    Change.objects.create(thing="a", entered_at=long_ago, pushed_at=long_ago)
    Change.objects.create(thing="b", entered_at=now, pushed_at=now)
    Change.objects.create(thing="c", entered_at=long_ago)
    Change.objects.create(thing="d", at=long_ago)
    synchronisation.purge()
    assert noted() == {"b", "c", "d"}


def test_words_that_are_public_nowhere_are_not_kept(songbook):
    publish(songbook, title="Quagswagging songbook")
    synchronisation.enter_all()
    words = Word.objects.filter(language="en")
    assert words.filter(word="quagswagging").exists()
    publish(songbook, title="The songbook")
    synchronisation.enter_all()
    assert not words.filter(word="quagswagging").exists()
    assert words.filter(word="songbook").exists()
