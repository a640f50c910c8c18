"""What the readiness check says of each thing that the site depends on."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from correspondence.models import Message
from edge.models import Change
from openheritage import disks, health, pending, readiness
from openheritage.models import Heartbeat
from register.models import Counting, RegisterEntry
from tests.signing import make_published

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-monitoring-0123456789"
CRITICAL = {"migrations"}


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Message.objects.all().delete()
    Change.objects.all().delete()
    call_command("check_counts", "--repair", verbosity=0)


@pytest.fixture
def token(settings):
    settings.MONITORING_TOKEN = TOKEN
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def ready(client, status=200, **headers):
    response = client.get("/health/ready/", **headers)
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    return response.json()


def test_each_dependency_has_a_word(client, settings, tmp_path):
    settings.BACKUP_DIR = settings.JOURNAL_DIR = str(tmp_path)
    settings.WAGTAILFRONTENDCACHE = {"edge": {"BACKEND": "edge.backends.Door"}}
    said = ready(client)
    assert (said["status"], said["database"], said["migrations"]) == ("ok",) * 3
    names = {"worker", "cache", "disk", "mail", "counting", "search", "renditions"}
    names |= {"edge", "backup", "journal", "register"}
    names |= {"verify_register", "check_counts", "check_search", "check_translations"}
    assert names <= {*said}
    assert all(isinstance(word, str) and word for word in said.values())


def test_documents_name_each_word_of_it(client):
    text = (site_settings.BASE_DIR / "docs/operations.md").read_text()
    table = text.partition("## Watching it")[2].partition("\n## ")[0]
    for name, check in health.checks.items():
        assert f"`{name}`" in table, f"docs/operations.md does not tell of {name}."
        assert check.is_critical == (name in CRITICAL)
    for name in CRITICAL:
        assert "**yes**" in next(
            line for line in table.splitlines() if line.startswith(f"| `{name}`")
        )


def test_strangers_see_words_and_no_numbers(client, settings):
    settings.MONITORING_TOKEN = TOKEN
    for said in ("", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
        assert "checks" not in ready(client, HTTP_AUTHORIZATION=said)


def test_without_a_token_nobody_sees_numbers(client, settings):
    assert settings.MONITORING_TOKEN == ""
    assert "checks" not in ready(client, HTTP_AUTHORIZATION="Bearer ")


def test_the_monitoring_sees_numbers(client, token):
    Heartbeat.objects.create(worker=uuid4(), beat_at=timezone.now())
    worker = ready(client, **token)["checks"]["worker"]
    assert worker.pop("worker_age_seconds") < 60
    assert worker == {"state": "ok", "word": "ok", "critical": False, "workers": 1}


def test_all_of_it_is_a_few_queries(client, django_assert_max_num_queries):
    ready(client)
    # One whether it lives, two of what it holds.
    with django_assert_max_num_queries(3):
        ready(client)


def test_a_flood_of_mails_costs_no_more_than_six(
    client, settings, django_assert_max_num_queries
):
    settings.MAILS_AN_HOUR = 1
    for slot in (0, 1):
        Message.objects.create(
            *(),
            kind="signatures.confirm",
            about="signature",
            about_id=1,
            language="en",
            address_key="somebody",
            day=timezone.now().date(),
            slot=slot,
            state=("sent", "waiting")[slot],
            sent_at=timezone.now(),
        )
    with django_assert_max_num_queries(1 + 6):
        assert ready(client)["mail"] == "held"


def test_for_a_while_the_same_is_said_again(client, settings, monkeypatch):
    monkeypatch.setattr(readiness, "kept", readiness.Kept())
    settings.HEALTH_KEPT = 10
    first = ready(client)
    settings.DISK_FLOOR = 10**9
    assert ready(client) == first
    settings.HEALTH_KEPT = 0
    assert ready(client)["disk"] == "low"


def test_a_migration_that_is_missing_takes_the_site_out(client, token):
    last = MigrationRecorder.Migration.objects.filter(app="openheritage").last()
    last.delete()
    said = ready(client, status=503, **token)
    assert (said["status"], said["migrations"]) == ("failing", "pending")
    # Their tables may be missing.
    assert said["mail"] == said["check_counts"] == "unknown"
    assert said["checks"]["migrations"]["migrations_pending"] == 1


def test_what_is_known_of_migrations_is_what_django_would_load():
    loader = MigrationLoader(None)
    assert pending.known() == {*loader.disk_migrations}
    assert not pending.migrations()


def test_a_disk_below_its_floor_is_told_and_turns_nobody_away(client, token, settings):
    settings.DISK_FLOOR = disks.free(settings.VAR_DIR) // disks.MEGABYTE + 10**6
    said = ready(client, **token)
    assert (said["status"], said["disk"]) == ("ok", "low")
    assert said["checks"]["disk"]["disk_free_bytes"]["var"] > 0


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_place(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "not" / "there")
    assert disks.all_free()["backup"] > 0


def test_what_hangs_holds_nobody_up_and_is_asked_once(client, monkeypatch):
    asked, go_on = [], threading.Event()

    def hang():
        asked.append(1)
        go_on.wait(60)

    check = health.Check(lambda found: "ok", apart=hang)
    monkeypatch.setitem(health.checks, "disk", check)
    monkeypatch.setattr(readiness, "kept", readiness.Kept())
    began = time.monotonic()
    first = ready(client)
    assert (first["status"], first["disk"]) == ("ok", "unknown")
    assert ready(client)["disk"] == "unknown"
    assert time.monotonic() - began < 30
    assert len(asked) == 1
    go_on.set()


@pytest.mark.parametrize(
    ("ago", "word"),
    [
        (None, "never seen"),
        (timedelta(minutes=2), "ok"),
        (timedelta(minutes=6), "not seen since {:%Y-%m-%dT%H:%MZ}"),
    ],
)
def test_it_tells_when_a_worker_was_last_seen(client, ago, word):
    Heartbeat.objects.all().delete()
    now = timezone.now()
    if ago:
        Heartbeat.objects.create(worker=uuid4(), beat_at=now - ago)
    assert ready(client)["worker"] == word.format(now - (ago or timedelta()))


def test_a_worker_that_has_ended_is_none(client, token):
    now = timezone.now()
    Heartbeat.objects.all().delete()
    Heartbeat.objects.create(worker=uuid4(), beat_at=now)
    Heartbeat.objects.create(worker=uuid4(), beat_at=now, ended_at=now)
    assert ready(client, **token)["checks"]["worker"]["workers"] == 1


def test_a_mail_that_does_not_leave_is_told(client, token):
    mail = Message.objects.create(
        kind="accounts.invitation", about="account", about_id=1, language="en"
    )
    assert ready(client)["mail"] == "ok"
    Message.objects.filter(pk=mail.pk).update(
        created_at=timezone.now() - timedelta(minutes=17),
        next_attempt_at=timezone.now() - timedelta(minutes=16),
    )
    said = ready(client, **token)["checks"]["mail"]
    assert (said["word"], said["mail_waiting"]) == ("late", 1)
    assert said["mail_oldest_seconds"] >= 16 * 60


@pytest.mark.parametrize(("is_on", "word"), [(True, "behind"), (False, "off")])
def test_counting_that_lags_is_told(client, token, is_on, word):
    assert ready(client)["counting"] == "ok"
    make_published()
    Counting.objects.update(is_on=is_on, interval=30)
    RegisterEntry.objects.filter(pk=RegisterEntry.objects.last().pk).update(
        at=timezone.now() - timedelta(minutes=4)
    )
    said = ready(client, **token)["checks"]["counting"]
    assert (said["word"], said["counting_waiting"]) == (word, 1)


def test_a_server_in_front_that_hears_nothing_is_told(client, settings):
    Change.objects.create(what="/", at=timezone.now() - timedelta(minutes=6))
    assert "edge" not in ready(client)
    settings.WAGTAILFRONTENDCACHE = {"edge": {"BACKEND": "edge.backends.Door"}}
    assert ready(client)["edge"] == "behind"


def test_superusers_read_it_in_words_and_nobody_else_does(
    superuser, sign_in, settings, client
):
    settings.DISK_FLOOR = 10**9
    root = sign_in("root")
    html = root.get("/admin/reports/state/").text
    assert "Room on disks" in html
    assert "Make room" in html
    assert "In order" in html
    assert "Make room" in root.get("/admin/").text
    reviewer = sign_in("reviewer")
    assert reviewer.get("/admin/reports/state/").status_code in (302, 403)
    assert "Make room" not in reviewer.get("/admin/").text
    assert "State of the site" not in reviewer.get("/admin/").text
