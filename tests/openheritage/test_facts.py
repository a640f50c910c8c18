"""Facts are kept in the process, and nobody sees what is not so."""

import re
import threading
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from consents.models import privacy_page
from glossary.terms import glossary_of
from home.frame import site_addresses
from home.models import Announcement, SiteSettings
from limits.rates import is_banned
from openheritage import facts, spoken, telling
from openheritage.facts import Facts
from openheritage.locales import KNOWN, open_locales
from openheritage.models import Language
from openheritage.page_links import url_paths
from statement.models import StatementPage, StatementVersion
from tests.home.test_pages import PAGE_TYPES

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


class UndoneError(Exception):
    pass


def address() -> str:
    return site_addresses().contact_email


def in_thread(ask):
    found = []
    thread = threading.Thread(target=lambda: found.append(ask()))
    thread.start()
    thread.join()
    return found[0]


@pytest.fixture
def kept():
    """Facts of a test alone, about the addresses that staff edit."""
    own = Facts("of a test")
    own.follow(SiteSettings)
    yield own
    facts.every.remove(own)


def test_what_is_kept_is_not_asked_for_again(django_assert_num_queries):
    address()
    with django_assert_num_queries(0):
        assert "@" in address()


def test_who_changes_it_sees_it_at_once_and_again_when_it_is_undone():
    before = address()
    with suppress(UndoneError), transaction.atomic():
        row = SiteSettings.current()
        row.contact_email = "other@example.org"
        row.save()
        assert address() == "other@example.org"
        raise UndoneError
    assert address() == before


def test_what_was_changed_stays_seen_though_a_part_of_the_transaction_is_undone():
    row = SiteSettings.current()
    row.contact_email = "first@example.org"
    row.save()
    with suppress(UndoneError), transaction.atomic():
        row.contact_email = "second@example.org"
        row.save()
        assert address() == "second@example.org"
        raise UndoneError
    assert address() == "first@example.org"


def test_nobody_else_sees_what_is_not_committed(kept):
    assert kept.of("", lambda: "before") == "before"
    in_thread(lambda: kept.of("", lambda: "known to all"))
    row = SiteSettings.current()
    row.save()
    assert kept.of("", lambda: "mine alone") == "mine alone"
    assert in_thread(lambda: kept.of("", lambda: "asked")) == "known to all"


def test_all_hear_of_what_is_committed(kept, django_capture_on_commit_callbacks):
    in_thread(lambda: kept.of("", lambda: "before"))
    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings.current().save()
    assert in_thread(lambda: kept.of("", lambda: "after")) == "after"


def test_what_was_read_while_it_changed_is_read_again(kept):
    def ask() -> str:
        kept.expire()
        return "too early"

    assert in_thread(lambda: kept.of("", ask)) == "too early"
    assert in_thread(lambda: kept.of("", lambda: "later")) == "later"


@pytest.mark.parametrize(("until", "answer"), [(0.0, "new"), (10.0**9, "old")])
def test_a_fact_lasts_a_minute_unless_somebody_tells(kept, monkeypatch, until, answer):
    now = [1000.0]
    monkeypatch.setattr(facts, "monotonic", lambda: now[0])
    monkeypatch.setattr(facts.Told, "until", until)
    kept.of("", lambda: "old")
    now[0] += facts.SECONDS - 1
    assert kept.of("", lambda: "new") == "old"
    now[0] += 2
    assert kept.of("", lambda: "new") == answer


def test_a_database_that_is_away_takes_no_fact_with_it(kept, monkeypatch):
    def fail() -> str:
        asked.append(1)
        raise OperationalError

    asked: list[int] = []

    def ask() -> str:
        return kept.of("", fail)

    with pytest.raises(OperationalError):
        kept.of("", fail)
    in_thread(lambda: kept.of("", lambda: "known"))
    kept.expire()
    asked.clear()
    assert [in_thread(ask), in_thread(ask)] == ["known"] * 2
    assert len(asked) == 1, "It is not asked again in the same moment."


def test_wagtails_own_copies_are_facts(django_assert_num_queries):
    """Delete ``KeepsFacts`` when Wagtail does not keep them in the cache any more."""
    before = Site.get_site_root_paths()
    with django_assert_num_queries(0):
        assert Site.get_site_root_paths() == before
    Site.objects.get().save()
    Site.objects.update(hostname="elsewhere.example")
    cache.set("wagtail_site_root_paths", [], version=2)
    assert "elsewhere.example" in Site.get_site_root_paths()[0].root_url


@pytest.fixture
def asked_tables(monkeypatch):
    """{facts: the tables that they were asked from}"""
    found: dict[Facts, set[str]] = {}
    read = Facts.read

    def watched(self, keys, ask, places):
        # What they are made of is asked for as well.
        facts.forget_all()
        with CaptureQueriesContext(connection) as queries:
            answer = read(self, keys, ask, self.places())
        sql = " ".join(query["sql"] for query in queries)
        found.setdefault(self, set()).update(TABLE.findall(sql))
        return answer

    monkeypatch.setattr(Facts, "read", watched)
    return found


def test_postgresql_tells_of_every_table_that_a_fact_comes_from(
    client, asked_tables, monkeypatch
):
    """A new fact says what it follows, and its tables have the trigger."""
    # Some are asked for by those alone whom somebody tells.
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    followed = frozenset().union(*(each.tables for each in facts.every))
    monkeypatch.setattr(facts.Told, "tables", followed)
    (key,) = StatementPage.objects.key().values_list("translation_key", flat=True)
    StatementVersion.objects.create(translation_key=key, number=2)
    for model in PAGE_TYPES:
        for page in model.objects.live()[:2]:
            client.get(page.url)
            client.get(page.url.replace("/en/", "/sw/"))
    privacy_page()
    paths = ("sign/", "search/", "search/?q=heritage", "search/?q=heritaje")
    for path in (*paths, "signatories/", "news/"):
        client.get(f"/en/{path}")
        client.get(f"/fr/{path}")
    url_paths([str(pk) for pk in Page.objects.values_list("pk", flat=True)[:20]])
    glossary_of("fr")
    is_banned(ip="192.0.2.1", address="a@museum.example")
    ours = {each for each in facts.every if each.tables}
    by_wagtail = {each for each in ours if each.name.startswith(("root", "names of"))}
    assert ours - by_wagtail <= {*asked_tables}, "No page has asked for some facts."
    # Which languages there are is asked by a fact of its own.
    missing = {
        each.name: left
        for each, tables in asked_tables.items()
        if (left := tables - each.tables - (KNOWN.tables if each != KNOWN else set()))
    }
    assert not missing, "Say in ready() what they follow, too."
    with connection.cursor() as cursor:
        cursor.execute(telling.TOLD, [telling.NAME])
        told = {table for (table,) in cursor.fetchall()}
    assert told >= set().union(*(each.tables for each in ours)), (
        "A migration has to Tell of them (openheritage/telling.py)."
    )


def test_no_page_asks_the_cache_for_a_fact(client, monkeypatch):
    """But for pictures, which are looked up there by Wagtail."""
    asked: list[str] = []
    kind = type(cache._connections[cache._alias])
    get, get_many = kind.get, kind.get_many

    def watched(self, key, *args, **kwargs):
        asked.append(key)
        return get(self, key, *args, **kwargs)

    def watched_many(self, keys, *args, **kwargs):
        keys = list(keys)
        asked.extend(keys)
        return get_many(self, keys, *args, **kwargs)

    monkeypatch.setattr(kind, "get", watched)
    monkeypatch.setattr(kind, "get_many", watched_many)
    paths = [page.url for model in PAGE_TYPES for page in model.objects.live()[:1]]
    paths += ["/", "/en/sign/", "/fr/search/?q=heritage", "/en/nothing/", "/sw/faq/"]
    for path in paths:
        client.get(path)
    shared = {key for key in asked if key != "wagtail_site_root_paths"}
    assert {key for key in shared if not key.startswith("wagtail-rendition-")} == set()


def test_what_staff_change_is_in_the_frame_of_the_next_page(client):
    assert client.get("/en/").status_code == 200
    Announcement.objects.all().delete()
    spoken.refresh()
    Language.objects.filter(locale__language_code="sw").update(is_open=False)
    # An update tells nobody in this process; PostgreSQL does.
    facts.expire("openheritage_language")
    assert "sw" not in open_locales()
    assert client.get("/sw/").status_code == 404
