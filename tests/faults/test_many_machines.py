"""Two machines serve the site and two work for it, behind one nginx.

They share the database, Redis and the server of uploaded files, and nothing of their
disks. The first reaches PostgreSQL through PgBouncer, which lends sessions for a
transaction; the threads of the second share its connections.
"""

import importlib.util
import os
import shutil
import signal
import time
from collections import ChainMap, Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import urlsplit

import pytest

from tests.services import s3, web
from tests.services.pgbouncer import SIZE, PgBouncer
from tests.services.postgres import free_port

from .clients import NUMBERS, TIMEOUT, Log, Signer
from .processes import Program, wait_until
from .reckoning import reconcile
from .site import PROGRAM, Answer, Site, running

pytestmark = pytest.mark.rota

BESIDE = True
BUCKET = "of-all-machines"
HAS_POOL = bool(importlib.util.find_spec("psycopg_pool"))
# What each process of the second machine may have: its threads at work, two more.
POOL = 4 + 2
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
CLOSE = """
UPDATE openheritage_language SET is_open = %s FROM wagtailcore_locale locale
WHERE locale.id = locale_id AND locale.language_code = 'sw'
"""
# A command is a third machine.
PLANT = """
from datetime import timedelta
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.views.serve import generate_image_url
from images.models import CustomImage
from news.models import NewsIndexPage, NewsPage
from tests.images.files import quarters, saved
image = CustomImage(title="A map", description="A map.", licence="cc0")
image.file.save("map.jpg", ContentFile(saved(quarters(), "JPEG")))
image.save()
index = NewsIndexPage.objects.get(locale__language_code="en")
page = NewsPage(title="Later", slug="later", summary="Later", date="2026-01-01")
page.live = False
index.add_child(instance=page)
revision = page.save_revision()
revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
revision.save()
print(generate_image_url(image, "max-40x40"))
"""
WENT_LIVE = """
SELECT count(*) FROM wagtailcore_pagelogentry
WHERE action = 'wagtail.publish.scheduled' AND label = 'Later'
"""


class Wanderer(Signer):
    """Meets another machine with each request."""

    def connect(self) -> HTTPConnection:
        self.close()
        self.connection = None
        return super().connect()


def bucket(site: Site) -> None:
    door = free_port()
    client = s3.client(door)

    def is_ready() -> bool:
        return s3.is_ready(door) and bool(client.create_bucket(Bucket=BUCKET))

    site.add("s3", s3.command(door), is_ready)
    site.environment["S3_URL"] = s3.url(door, BUCKET)


def second_machine(site: Site) -> None:
    """With a disk of its own, and the same variables but for how it finds what."""
    var = site.folder / "second"
    var.mkdir()
    for name in ("static", "locale"):
        shutil.copytree(site.var / name, var / name)
    own = {
        "VAR_DIR": str(var),
        "DATABASE_DIRECT_URL": "",
        "DATABASE_POOL": "1" if HAS_POOL else "0",
    }
    port = free_port()
    site.others = [f"http://127.0.0.1:{port}"]
    for name, command, is_ready in (
        ("web2", web.command(port), lambda: at(site, 1, "/health/live/").status),
        (
            "worker2",
            [PROGRAM, "manage.py", "worker"],
            # Each worker writes them on its own disk.
            (var / "errors/en/503.html").exists,
        ),
    ):
        # What is set later is for both.
        named = {"DATABASE_URL": f"{site.database_url}?application_name={name}"}
        environment = ChainMap(named, own, site.environment)
        log = site.folder / f"{name}.log"
        program = site.parts[name] = Program(command, environment, log)
        program.is_ready = is_ready


def prepare(site: Site) -> None:
    bucket(site)
    pooler = site.pooler = PgBouncer(site.folder, site.database_url)
    site.add("pgbouncer", pooler.command(), pooler.is_ready)
    site.environment |= {
        "DATABASE_URL": pooler.url,
        "DATABASE_DIRECT_URL": site.database_url,
        "MACHINES": "2",
        "WORKERS": "2",
    }
    second_machine(site)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running(nginx=True, redis=True, more=prepare) as site:
        yield site


@pytest.fixture(scope="module")
def picture(site) -> str:
    """The address of one, which nobody has asked for yet; a page waits to go live."""
    return site.shell(PLANT).split()[-1]


def at(site: Site, machine: int, path: str) -> Answer:
    """What one of them answers, past nginx."""
    parts = urlsplit([site.url, *site.others][machine])
    connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        return site.ask(path, connection=connection)
    finally:
        connection.close()


@pytest.fixture
def in_turn(site, monkeypatch) -> None:
    """Each connection is to the other machine."""
    machines = cycle([site.url, *site.others])

    def connect(**_options: object) -> HTTPConnection:
        parts = urlsplit(next(machines))
        return HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)

    monkeypatch.setattr(site, "connect", connect)


def test_whoever_is_led_from_machine_to_machine_signs_once(site, in_turn):
    log = Log()
    for number in islice(NUMBERS, 4):
        Wanderer(site, log, number, edge=False).run()
    assert not log.gave_up
    assert len(log.signed) == 4
    print(f"\n{reconcile(site, log)}")


def test_what_is_scheduled_is_done_once_by_two_workers(site, picture):
    for name in ("worker", "worker2"):
        # Both begin anew at once, and look at once.
        site.parts[name].tell(signal.SIGHUP)
    wait_until(lambda: at(site, 1, "/en/news/later/").status == 200)
    wait_until(lambda: site.sql(WENT_LIVE) != [(0,)])
    assert site.sql(WENT_LIVE) == [(1,)]
    assert at(site, 0, "/en/news/later/").status == 200


def test_files_of_one_machine_are_those_of_all(site, picture):
    found = [at(site, machine, picture) for machine in (1, 0)]
    found.append(site.ask(picture, edge=True))
    assert {answer.status for answer in found} == {200}
    assert len({answer.text for answer in found}) == 1
    path = "/en/statement.pdf"
    wait_until(lambda: at(site, 0, path).status == at(site, 1, path).status == 200)
    assert at(site, 0, path).text == at(site, 1, path).text
    assert not (site.folder / "second/media").exists()


def test_what_staff_change_on_one_machine_all_are_told_of(site):
    def is_everywhere(is_open: bool) -> bool:
        # Each machine has two processes.
        found = [at(site, machine, "/sw/").status for machine in (0, 1) * 3]
        return {status == 200 for status in found} == {is_open}

    assert is_everywhere(True)
    for is_open in (False, True):
        site.sql(CLOSE, is_open)
        began = time.monotonic()
        # Who is told nothing asks after a minute.
        wait_until(partial(is_everywhere, is_open), 20)
        print(f"\nknown everywhere after {time.monotonic() - began:.2f} s")


def test_pgbouncer_lends_sessions_for_a_transaction_and_changes_are_told_past_it(site):
    for path in ("/en/signatories.csv", "/fr/signatories.json", "/register.jsonl"):
        assert at(site, 0, path).status == 200, path
    assert "<h1" in at(site, 0, "/en/search/?q=heritage").text
    (stats,) = (
        row for row in site.pooler.say("SHOW STATS") if row["database"] == "site"
    )
    assert stats["total_xact_count"] > 10
    servers = [
        row for row in site.pooler.say("SHOW SERVERS") if row["database"] == "site"
    ]
    assert 0 < len(servers) <= SIZE
    # Two processes of each web, and each worker.
    wait_until(lambda: site.sql(SESSIONS, "openheritage listens") == [(6,)])
    for name in ("web", "web2", "worker", "worker2"):
        assert "does not tell of changes" not in site.logs(name)


def test_without_a_way_past_it_the_log_says_what_to_set(site):
    port = free_port()
    own = {"DATABASE_DIRECT_URL": "", "DATABASE_POOLED": "1"}
    environment = ChainMap(own, site.environment)
    log = site.folder / "alone.log"
    lost = Program(web.command(port, 1), environment, log)
    lost.start(wait=False)
    try:
        words = "does not tell of changes (UnheardError)"
        wait_until(lambda: words in log.read_text())
        assert "DATABASE_DIRECT_URL" in log.read_text()
    finally:
        lost.kill()


@pytest.mark.skipif(
    not HAS_POOL and "CI" not in os.environ, reason="There is no psycopg_pool."
)
def test_threads_that_share_connections_need_fewer(site):
    paths = [f"/en/signatories/?page={number % 3 + 1}" for number in range(60)]
    most = 0
    # No more than one process may let in.
    with ThreadPoolExecutor(10) as people:
        asked = [people.submit(at, site, 1, path) for path in paths]
        while not all(answer.done() for answer in asked):
            ((number,),) = site.sql(SESSIONS, "web2")
            most = max(most, number)
    assert Counter(answer.result().status for answer in asked) == {200: len(paths)}
    print(f"\n{most} connections for 10 readers")
    assert 0 < most <= 2 * POOL


def test_nobody_notices_that_one_machine_is_gone(site):
    site.kill("web2")
    asked = [site.ask(f"/en/news/?page=1&a={n}", edge=True) for n in range(20)]
    assert {answer.status for answer in asked} == {200}
    log = Log()
    Signer(site, log, next(NUMBERS), edge=True).run()
    assert not log.gave_up
    assert log.statuses.keys() <= {200, 302, 303, 307}
    site.start("web2")
    assert at(site, 1, "/en/").status == 200
