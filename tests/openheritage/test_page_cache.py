"""Whole answers kept in front of Django: the same as without, and never old."""

import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from home.views import ROWS
from news.listing import KNOWN
from openheritage import facts, generations, page_cache
from openheritage.generations import SETTLED, noting
from openheritage.page_cache import ROOMS
from signatures.models import Signature
from tests.conftest import LANGUAGES
from tests.openheritage.kept_pages import site
from tests.test_architecture import PAGE_TYPES

__all__ = ["site"]

pytestmark = pytest.mark.django_db

# Pages that are views, and what else their addresses name.
VIEWS = (
    *("search", "signatories", "register", "thanks", "languages", "api"),
    *("statement_use", "statement_changes", "commitment_changes"),
    *("sign", "apply", "interest", "help_translate", "report_error"),
    *("interest_sent", "help_sent"),
)
# {path below the prefix: what it is asked by}
ASKED = {
    "/signatories/": ("page=2", "kind=library&sort=name", "comment=with&language=fr")
    + ("country=FR", "sector=public"),
    "/coalition/": ("status=observer", "region=150&country=FR", "kind=archive&page=2"),
    "/news/": ("kind=event", "topic=policy&page=1", "time=coming", "time=2026"),
    "/stories/": ("page=2",),
}


def paths(language: str) -> list[str]:
    """Each kind of page in a language, and each question that it can be asked."""
    found = []
    for model in PAGE_TYPES:
        live = model.objects.live()
        both = live.filter(locale__language_code=language).first(), live.first()
        urls = [page.url for page in both if page is not None]
        found += [re.sub(r"^/[a-z-]+/", f"/{language}/", url) for url in urls]
    receipt = Signature.objects.published().first().reference
    other = "fr" if language != "fr" else "ar"
    with translation.override(language):
        found += [reverse(name) for name in VIEWS]
        found.append(reverse("signature", args=[receipt]))
        found.append(reverse("statement_beside", args=[other]))
    for path, queries in ASKED.items():
        found += [f"/{language}{path}?{query}" for query in queries]
    return [*dict.fromkeys(found)]


@pytest.mark.turns(3)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_page_is_the_page_itself(site, language):
    """Of every kind, asked by all there is, in each language and each coding."""
    asked = 0
    for path in paths(language):
        plain = site.uncached(path)
        if plain.status != "200 OK":
            continue
        first = site.ask(path, HTTP_ACCEPT_ENCODING="gzip")
        made = site.made
        for coding in ("", "identity", "gzip", "gzip, deflate, br", "br;q=0, gzip"):
            kept = site.ask(path, HTTP_ACCEPT_ENCODING=coding)
            assert site.made == made, f"{path} is not kept"
            assert kept.text == plain.text, path
            assert kept.said == first.said == plain.said, path
        assert first.text == plain.text
        # Who has a cookie passes by, and is given the parts that were just kept.
        assert site.ask(path, HTTP_COOKIE="a=b").text == plain.text, path
        asked += 1
    assert asked > 30


def test_postgresql_tells_of_all_that_a_page_is_made_of(site):
    """Else no process would keep it. A new page type, and a new question to the
    database, has its tables told by a migration (openheritage/telling.py)."""
    unknown: dict[str, set[str]] = {}
    for language in ("en", "sw"):
        for path in paths(language):
            facts.forget_all()
            with noting() as tables:
                if site.uncached(path).status != "200 OK":
                    continue
            for table in tables - facts.Told.tables - SETTLED:
                unknown.setdefault(table, set()).add(path)
    assert unknown == {}


# What is never kept --------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/", {"HTTP_COOKIE": "anything=1"}),
        ("/en/", {"HTTP_AUTHORIZATION": "Basic eDp5"}),
        ("/en/", {"REQUEST_METHOD": "POST"}),
        ("/en/", {"REQUEST_METHOD": "OPTIONS"}),
        ("/en/?preview=1", {}),
        ("/en/signatories/?q=museum", {}),
        ("/en/signatories/?kind=library&q=museum", {}),
        ("/en/signatories/?kind=" + 300 * "x", {}),
        ("/admin/login/", {}),
        ("/en/_util/login/", {}),
        ("/en/sign/individuals/", {}),
        ("/en/nowhere/", {}),
        ("/en/signatories.csv", {}),
        ("/api/v1/pages/", {}),
        ("/", {}),
    ],
)
def test_what_is_not_the_same_for_all_passes_by(site, path, headers):
    site.ask("/en/")
    for times in (2, 3):
        site.ask(path, **headers)
        assert site.made == times
    assert sum(len(room.kept) for room in ROOMS.values()) == 1


@pytest.mark.parametrize(
    "header",
    [
        {"Set-Cookie": "seen=1"},
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
        # It ends when an event does.
        {"Cache-Control": "public, max-age=17"},
        {"Vary": "Accept-Encoding, Accept-Language"},
        {"Vary": "Cookie"},
        {"Content-Type": "application/pdf"},
    ],
)
def test_a_view_decides_by_what_it_says_to_all_caches(site, header):
    def view(environ, start):
        answer = HttpResponse("Words")
        answer["Cache-Control"] = "public, max-age=60"
        for name, text in given.items():
            answer[name] = text
        start("200 OK", [*answer.items()])
        return answer

    site.django = view
    given: dict[str, str] = {}
    assert site.ask("/en/plain/").body == site.ask("/en/plain/").body == b"Words"
    assert site.made == 1
    given = header
    for _time in range(2):
        assert site.ask("/en/special/").said.items() >= header.items()
    assert site.made == 3


def test_nobody_who_is_not_told_of_changes_keeps_anything(site, monkeypatch):
    site.ask("/en/")
    monkeypatch.setattr(facts.Told, "until", 0.0)
    site.ask("/en/")
    site.ask("/en/")
    assert site.made == 3
    # It listens again: whatever happened meanwhile.
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    facts.expire_all()
    site.ask("/en/")
    assert site.made == 4


def test_what_nobody_tells_of_is_not_kept(site, monkeypatch):
    told = facts.Told.tables - {"news_newspage"}
    monkeypatch.setattr(facts.Told, "tables", told)
    site.ask("/en/news/")
    site.ask("/en/news/")
    assert site.made == 2
    site.ask("/en/search/")
    site.ask("/en/search/")
    assert site.made == 3


def test_what_was_made_while_the_database_failed_is_not_kept(site, monkeypatch):
    """A fact may be as it was before."""

    def fails(keys):
        raise OperationalError

    # The test itself is within a transaction, whose facts are apart.
    monkeypatch.setattr(facts, "transaction_now", lambda: None)
    known = facts.Facts[str, str]("words of a test")
    try:
        known.of("", lambda: "before")
        known.expire()
        with noting() as tables:
            assert known.of_many([""], fails) == {"": "before"}
        assert facts.OLD in tables
    finally:
        facts.every.remove(known)


def test_what_readers_may_no_longer_see_is_no_answer_while_the_database_fails(
    site, monkeypatch
):
    def fails(keys):
        raise OperationalError

    monkeypatch.setattr(facts, "transaction_now", lambda: None)
    assert site.uncached("/en/background/").status == "200 OK"
    assert site.uncached("/en/news/").status == "200 OK"
    for known in (ROWS, KNOWN):
        (key, *_keys) = [*known.kept]
        known.expire()
        for _time in range(2):
            with pytest.raises(OperationalError):
                known.of_many([key], fails)


# How long it is good -------------------------------------------------------------


def test_what_is_made_during_a_change_is_old_already(site):
    django = site.django

    def slow(environ, start):
        answer = django(environ, start)
        facts.expire("wagtailcore_page")
        return answer

    site.django = slow
    site.ask("/en/")
    site.ask("/en/")
    assert site.made == 2


def test_a_page_is_kept_for_a_minute_and_never_beyond_a_day(site, monkeypatch):
    now, clock = [1000.0], [1_800_000_000.0]
    monkeypatch.setattr(generations, "monotonic", lambda: now[0])
    monkeypatch.setattr(page_cache, "time", lambda: clock[0])
    site.ask("/en/")
    now[0] += 59
    site.ask("/en/")
    assert site.made == 1
    now[0] += 1
    # Ten seconds before midnight, UTC.
    clock[0] = 1_800_000_000 // 86400 * 86400 + 86390.0
    site.ask("/en/")
    assert site.made == 2
    now[0] += 11
    site.ask("/en/")
    assert site.made == 3


def test_groups_leave_each_other_alone(site):
    reading = ("/en/faq/", "/en/statement/", "/en/stories/")
    register = ("/en/signatories/", "/en/register/")
    # The first page of a process is looked through for names, which are learnt then.
    site.ask("/en/privacy/")
    for path in (*reading, *register):
        site.ask(path)
    made = site.made
    facts.expire("register_registerentry")
    for path in reading:
        site.ask(path)
    assert site.made == made
    for path in register:
        site.ask(path)
    assert site.made == made + 2
    facts.expire("home_announcement")
    for path in (*reading, *register):
        site.ask(path)
    assert site.made == made + 7
