"""The database is killed, frozen, restarted, full, read-only or busy: nobody waits for
long, nothing is lost, and all is as before when it is back."""

import json
import re
import time
from contextlib import ExitStack, contextmanager, suppress
from html import unescape

import psycopg
import pytest

from openheritage.names import bcp47

from .clients import Log, Signer, readers, signers
from .site import Answer, Site, wait_until

# Locks time out soon, so that the tests need not wait for it.
SITE = {
    "WEB_LOCK_TIMEOUT": "2",
    "WEB_STATEMENT_TIMEOUT": "6",
    "SECOND_FACTOR_REQUIRED": "0",
}

# Seconds in which who waits for a frozen database is freed, and in which all is normal
# after its return; a busy machine takes longer for everything.
FREED = 5
BACK = 5
BUSY = 5

COUNTED = "SELECT reference FROM signatures_signature WHERE name = %s"


def sent_form(answer: Answer) -> tuple[str, dict[str, str]]:
    """The form that the page without a database keeps: where it leads, its fields."""
    action = re.search(r'<form method="post" action="([^"]*)"', answer.text)
    assert action, answer.text[:2000]
    fields = re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.text
    )
    return unescape(action[1]), {unescape(k): unescape(v) for k, v in fields}


def assert_told(answer: Answer, language: str) -> None:
    assert answer.status == 503
    assert f'<html lang="{bcp47(language)}"' in answer.text
    assert answer.headers["Content-Language"] == bcp47(language)
    assert int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


def last_step(site: Site, number: int) -> tuple[str, dict[str, str], Signer]:
    """A signer before the last button: what it would send, and where."""
    signer = Signer(site, Log(), number, edge=False, language="fr")
    kept = {}

    def once(path: str, fields: dict[str, str] | None = None) -> Answer:
        if fields and fields.get("go") == "send":
            kept["last"] = path, fields
            raise TimeoutError
        return Signer.once(signer, path, fields)

    signer.once = once
    with pytest.raises(TimeoutError):
        signer.sign()
    path, fields = kept["last"]
    return path, fields, signer


def longest(site: Site, path: str, seconds: float, status: int) -> float:
    """Asks again and again; how long one who did not get this status was held."""
    held, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        answer = site.ask(path)
        if answer.status != status:
            held = max(held, answer.seconds)
        time.sleep(0.1)
    return held


def assert_sums(site: Site, crowd: Log) -> None:
    """All who were told so have signed, once, and get one mail."""
    assert not crowd.gave_up
    for one in crowd.signed:
        assert len(site.sql(COUNTED, one.name)) == 1
    wait_until(lambda: {one.email for one in crowd.signed} <= {*site.mail.recipients})
    for one in crowd.signed:
        assert site.mail.recipients.count(one.email) == 1


def is_told_at_once(site: Site) -> bool:
    """By whichever process answers."""
    live, ready = (site.ask(f"/health/{name}/") for name in ("live", "ready"))
    quick = live.seconds < 1 and ready.seconds < 1
    return (live.status, ready.status, quick) == (200, 503, True)


def seconds_until_normal(site: Site) -> float:
    began = time.monotonic()
    wait_until(
        lambda: all(site.ask(f"/{code}/").status == 200 for code in ("en", "ar"))
    )
    wait_until(lambda: site.ask("/health/ready/").status == 200)
    return time.monotonic() - began


def lines(site: Site) -> int:
    return sum(site.logs(name).count("\n") for name in ("web", "worker"))


@contextmanager
def away(site: Site, how: str):
    back = {"freeze": site.thaw, "kill": site.start}[how]
    getattr(site, how)("database")
    try:
        yield
    finally:
        back("database")


@pytest.mark.parametrize(
    ("how", "number"), [("freeze", 7_000_001), ("kill", 7_000_002)]
)
def test_a_database_that_is_away_holds_nobody_up(site, how, number):
    path, fields, signer = last_step(site, number)
    before = lines(site)
    with readers(site, 4, 9) as read, signers(site, 1, 8) as crowd:
        time.sleep(2)
        with away(site, how):
            began = time.monotonic()
            assert site.ask("/health/live/").status == 200
            wait_until(lambda: all(is_told_at_once(site) for _time in range(12)))
            freed = time.monotonic() - began
            assert freed < FREED * BUSY
            told = site.ask("/fr/", Accept="text/html")
            assert_told(told, "fr")
            assert told.seconds < 1
            assert_told(site.ask("/", Accept_Language="ja"), "ja")
            assert_told(site.ask("/admin/", Accept_Language="zh-CN"), "zh-hans")
            data = site.ask("/en/signatories.json", Accept="application/json")
            assert json.loads(data.text)["status"] == "unavailable"
            plain = site.ask("/ru/signatories.csv")
            assert (plain.status, plain.text[0]) == (503, "С")
            kept = site.ask(path, fields, ip=signer.ip)
            assert_told(kept, "fr")
            assert sent_form(kept) == (path, fields)
            # A flood that nobody reads.
            for _time in range(200):
                assert site.ask("/en/sign/").status == 503
        back = seconds_until_normal(site)
        assert back < BACK * BUSY
        again = site.ask(*sent_form(kept), ip=signer.ip)
        assert again.status == 302
    assert {*read.statuses} <= {200, 503}
    assert {*crowd.statuses} <= {200, 302, 303, 307, 503}
    assert read.seconds()[-1] < FREED * BUSY
    assert_sums(site, crowd)
    assert len(site.sql(COUNTED, signer.name)) == 1
    wait_until(lambda: site.mail.recipients.count(signer.email) == 1)
    new = lines(site) - before - len(crowd.signed)
    assert new < 60, site.logs("web")[-3000:]
    print(
        f"\n{how}: freed after {freed:.1f} s, normal {back:.1f} s after its return, "
        f"{new} lines; readers: {read.told()}; signers: {crowd.told()}"
    )


SIGN_IN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
user = get_user_model().objects.create_superuser("frozen", "frozen@example.org")
client = Client()
client.force_login(user)
print(client.session.session_key)
"""


@pytest.mark.fault_long
def test_staff_lose_no_words_and_the_worker_goes_on(site):
    key = site.shell(SIGN_IN).split()[-1]
    token = "A" * 32
    cookie = f"sessionid={key}; csrftoken={token}"
    path, typed = "/admin/redirects/add/", {"csrfmiddlewaretoken": token, "site": ""}
    typed |= {
        "old_path": "/words/of/staff",
        "redirect_link": "https://elsewhere.example/é",
    }
    site.freeze("database")
    try:
        kept = site.ask(path, typed, Cookie=cookie)
        wait_until(lambda: "the database is away" in site.logs("worker")[-1500:])
    finally:
        site.thaw("database")
    assert_told(kept, "en")
    assert sent_form(kept) == (path, typed)
    began = time.time()
    with signers(site, 2, 1) as crowd:
        wait_until(lambda: site.ask(*sent_form(kept), Cookie=cookie).status == 302)
    assert_sums(site, crowd)
    print("\nthe worker's first mails", round(time.time() - began, 1), "s after")
    rows = site.sql(
        "SELECT count(*) FROM wagtailredirects_redirect WHERE old_path = %s",
        typed["old_path"],
    )
    assert rows == [(1,)]


@pytest.mark.fault_long
def test_a_restart_under_load_loses_nothing(site):
    with readers(site, 4, 6) as read, signers(site, 2, 5) as crowd:
        for _time in range(2):
            time.sleep(2)
            site.stop("database")
            site.start("database")
    assert {*read.statuses} <= {200, 503}
    assert {*crowd.statuses} <= {200, 302, 303, 307, 503}
    assert_sums(site, crowd)
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())


@contextmanager
def somebody_else(site: Site, *statements: str):
    with psycopg.connect(site.database_url) as connection:
        for statement in statements:
            connection.execute(statement)
        yield connection


@pytest.mark.fault_long
def test_who_waits_for_a_lock_is_told_in_time_and_the_others_are_served(site):
    path, fields, signer = last_step(site, 7_000_003)
    with somebody_else(site, "LOCK TABLE signatures_signature IN SHARE MODE"):
        kept = site.ask(path, fields, ip=signer.ip)
        assert_told(kept, "fr")
        assert kept.seconds < FREED * BUSY
        assert site.ask("/en/").status == 200, "A lock is no outage."
    assert site.ask(*sent_form(kept), ip=signer.ip).status == 302
    assert len(site.sql(COUNTED, signer.name)) == 1


@pytest.mark.fault_long
def test_a_slow_statement_is_waited_for(site):
    """Longer than silence is borne, shorter than the time-out."""
    told = site.logs("web").count("does not answer")
    with ExitStack() as stack:
        other = stack.enter_context(
            somebody_else(site, "LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        )
        with readers(site, 4, 1, pages=["/en/news/"]) as read:
            time.sleep(1.5)
            other.rollback()
    assert set(read.statuses) == {200}
    assert site.logs("web").count("does not answer") == told


@pytest.mark.fault_long
def test_a_database_that_can_only_be_read_is_read(site):
    path, fields, signer = last_step(site, 7_000_004)
    name = site.sql("SELECT current_database()")[0][0]
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    others += " AND pid <> pg_backend_pid()"
    site.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        site.sql(others, name)
        wait_until(lambda: site.ask("/en/").status == 200)
        kept = site.ask(path, fields, ip=signer.ip)
        assert_told(kept, "fr")
        assert site.ask("/en/").status == 200
    finally:
        with psycopg.connect(
            site.database_url,
            autocommit=True,
            options="-c default_transaction_read_only=off",
        ) as connection:
            connection.execute(
                f"ALTER DATABASE {name} RESET default_transaction_read_only"
            )
    # The request that could not write let its connection go.
    wait_until(lambda: site.ask(*sent_form(kept), ip=signer.ip).status == 302)
    assert len(site.sql(COUNTED, signer.name)) == 1


@pytest.mark.fault_long
def test_a_database_without_a_free_connection_is_not_away(site):
    told = site.logs("web").count("does not answer")
    with ExitStack() as stack:
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(site.database_url))
        statuses = {site.ask("/en/").status for _time in range(30)}
        assert statuses <= {200, 503}
    wait_until(lambda: site.ask("/health/ready/").status == 200)
    assert {site.ask("/en/").status for _time in range(10)} == {200}
    assert site.logs("web").count("does not answer") == told
