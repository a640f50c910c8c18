"""The contract on the database of the run, and on SQLite in a process of its own."""

import os
import re
import subprocess
import sys
from importlib import import_module as migration

import pytest
from django.db import connection

from search import synchronisation
from search.backends import Query, database
from search.backends.database import DatabaseBackend
from search.models import Entry, EntryKind, Word
from search.spelling import PRESENT
from tests.services.web import BASE_DIR
from tests.typed import ANY_ORDER, SAME

from .contract import Contract
from .corpus import LANGUAGES, rows
from .entries import make_entry


@pytest.fixture(scope="session", autouse=True)
def full_text(django_db_setup, django_db_blocker) -> None:
    """What the tables lack that were made without the migrations."""
    with django_db_blocker.unblock():
        if "search_fts" in connection.introspection.table_names():
            return
        if connection.vendor == "sqlite":
            with connection.schema_editor() as editor:
                migration("search.migrations.0002_full_text").add(None, editor)


@pytest.fixture
def backend() -> DatabaseBackend:
    return database()


class TestThisDatabase(Contract):
    def test_names_are_found_however_people_type_them(self, backend):
        for one, other in [*SAME, *ANY_ORDER]:
            type(self).is_indexed = False
            entry = make_entry(one, kind=EntryKind.SIGNATORY)
            for typed in (one, other, other.upper()):
                found = backend.search(Query(typed, "en")).ids
                assert entry.document_id in found, (one, typed)


@pytest.mark.rota
@pytest.mark.proof
def test_sqlite_keeps_the_same_contract(tmp_path):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider"]
    # Its entries are its own: the sample content need not be loaded.
    # A minute is saved where the tables are made as the models are now.
    command += ["--nomigrations", "--noconftest", f"{__file__}::TestThisDatabase"]
    done = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 20


@pytest.fixture
def corpus(db):
    Entry.objects.all().delete()
    Word.objects.all().delete()
    entries = Entry.objects.bulk_create(rows())
    synchronisation.add_words(entries)
    return entries


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "musuem", "museum"),
        ("en", "libary", "library"),
        ("en", "musuem fees", "museum fees"),
        ("fr", "bibliotèque", "bibliotheques"),
        ("de", "Gemeindn", "gemeinden"),
        ("ru", "наслдие", "наследие"),
    ],
)
def test_a_better_spelling_is_proposed(corpus, backend, language, typed, meant):
    assert backend.search(Query(typed, language)).did_you_mean == meant


@pytest.mark.parametrize("typed", ["museum", "kite", "zzzzzz", "文化", "4711", '"x y"'])
def test_nothing_is_proposed_where_nothing_is_better(corpus, backend, typed):
    assert backend.search(Query(typed, "en")).did_you_mean == ""


def test_words_of_signatories_are_no_model_of_spelling(corpus):
    assert not Word.objects.filter(word="cerfs").exists()
    assert Word.objects.filter(word="festival").exists()


def test_the_database_takes_every_token_as_it_is(corpus):
    """Also those whose letters need marks, such as Hindi's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title_tokens || ' ' || text_tokens, tsvector_to_array(tokens) "
            "FROM search_entry"
        )
        for written, kept in cursor.fetchall():
            assert {*written.split()} == {*kept}


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="Runs on PostgreSQL: SQLite has no million."
)
def test_where_words_are_missing_names_are_found_by_those_that_are_written(db, backend):
    named = make_entry("Numbat archive", kind=EntryKind.SIGNATORY)
    make_entry("Numbatland archive", kind=EntryKind.SIGNATORY)
    told = make_entry("Archives of Numbatland")
    for typed in ("numbats archive wombat", "numb archive wombat"):
        found = {*backend.search(Query(typed, "en")).ids}
        written = {named.document_id} if "numbats" in typed else set()
        assert found == {told.document_id} | written, typed


def test_a_search_takes_few_queries(corpus, backend, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        backend.search(Query("museum fees", "en", size=4))
    with django_assert_max_num_queries(4):
        backend.search(Query('"glass plates" kite fees', LANGUAGES[0], size=4))


def test_a_word_that_is_there_is_looked_up_once_and_what_is_only_typed_is_not_kept(
    corpus, backend, django_assert_num_queries
):
    with django_assert_num_queries(2):
        backend.search(Query("museum", "en"))
    with django_assert_num_queries(1):
        backend.search(Query("MUSEUM", "en"))
    backend.search(Query("museum qwertzuiop", "en"))
    kept = {word for place in PRESENT.places() for word, _languages in place}
    assert "museum" in kept
    assert "qwertzuiop" not in kept
