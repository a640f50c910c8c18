"""The worker does what is due, and one trouble is not everybody's."""

import logging
import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from openheritage import worker
from openheritage.models import Heartbeat, Proof, TaskRun
from openheritage.worker import Worker, continuously, every, promptly
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel
from tests.services.smtp import MailServer

__all__ = ["committed"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs():
    """No jobs but those of the test."""
    Worker()  # Whatever the apps register is registered by now.
    before = dict(worker.jobs)
    worker.jobs.clear()
    yield
    worker.jobs.clear()
    worker.jobs.update(before)


def test_what_is_regular_runs_at_the_start_and_then_in_its_time():
    calls = []

    @every(3600)
    def job():
        calls.append("hourly")
        return 5

    process = Worker()
    process.run(0, once=True)
    process.run(0, once=True)
    assert calls == ["hourly"]


def test_what_concerns_the_disk_of_a_machine_each_worker_does():
    calls = []

    @every(300, by_each=True)
    def job():
        calls.append("five minutes")

    first, second = Worker(), Worker()
    for process in (first, second, first):
        process.run(0, once=True)
    assert len(calls) == 2
    assert not TaskRun.objects.filter(name__endswith="job").exists()


def test_what_has_work_left_goes_on_at_once():
    left = [3, 2, 1, 0]
    calls = []

    @continuously
    def job():
        calls.append("asked")
        return left.pop(0)

    Worker().run(idle=3600, once=True)
    assert len(calls) == 4


def test_what_readers_wait_for_comes_between_jobs_that_take_long(monkeypatch):
    now, calls = [0.0], []
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])

    def took(name: str, seconds: float) -> int:
        calls.append(name)
        now[0] += seconds
        return 0

    @continuously
    def long():
        return took("long", 5)

    @continuously
    def short():
        return took("short", 0.01)

    @promptly
    def prompt():
        return took("prompt", 1)

    @continuously
    def last():
        return took("last", 5)

    Worker().round()
    assert calls == ["long", "prompt", "short", "prompt", "last", "prompt"]


def test_trouble_with_one_job_stops_no_other(caplog):
    calls = []

    @continuously
    def broken():
        raise ValueError("director@museum.example")

    @every(3600)
    def sound():
        calls.append("done")

    process = Worker()
    with caplog.at_level(logging.INFO):
        process.run(0, once=True)
    assert calls == ["done"]
    assert process.failed
    assert "ValueError at test_worker.py:" in caplog.text
    assert "director" not in caplog.text, "The text of an error may name people."


def test_what_fails_is_tried_again_ever_more_rarely():
    @continuously
    def broken():
        raise OperationalError("the database is away")

    process = Worker()
    (job,) = process.jobs
    for pause in (2, 4, 8, 16, 32, 60, 60):
        job.next_at = 0
        process.step(job)
        assert job.next_at == pytest.approx(worker.time.monotonic() + pause, abs=1)
    job.run, job.next_at = (lambda: 0), 0
    process.step(job)
    assert job.failures == 0


def test_a_worker_that_is_told_to_stop_finishes_its_step():
    calls = []

    @continuously
    def first():
        assert not worker.is_stopping()
        process.stop()
        assert worker.is_stopping()
        calls.append("finished")
        return 1

    @every(1)
    def second():
        calls.append("begun")

    process = Worker()
    process.run(idle=3600)
    assert calls == ["finished"]
    assert not worker.is_stopping(), "Nothing runs any more."


def test_a_regular_job_that_fails_is_tried_again_soon():
    @every(24 * 3600)
    def broken():
        raise OperationalError("the database is away")

    for failures in (1, 2, 3):
        process = Worker()
        process.run(0, once=True)
        assert process.failed, failures
        row = TaskRun.objects.get()
        assert row.done_at is None
        assert timezone.now() < row.next_at < timezone.now() + timedelta(minutes=1)
        TaskRun.objects.update(next_at=timezone.now())


@pytest.mark.parametrize(
    ("next_at", "calls"),
    [
        (timedelta(seconds=-1), 1),
        (timedelta(minutes=5), 0),
        # The clock was wrong, or the job was a weekly one.
        (timedelta(days=3), 1),
    ],
)
def test_a_job_is_done_when_its_row_says_so(next_at, calls):
    done = []

    @every(3600)
    def job():
        done.append(1)

    (known,) = Worker().jobs
    now = timezone.now()
    TaskRun.objects.create(name=known.name, taken_at=now, next_at=now + next_at)
    Worker().run(0, once=True)
    assert len(done) == calls


def test_what_is_asked_for_each_second_writes_no_row():
    @every(5)
    def job():
        pass

    Worker().run(0, once=True)
    assert not TaskRun.objects.exists()


# The command as it is started ---------------------------------------------------------


def start_once() -> None:
    """With a mail server: from seven o'clock on reviewers have their daily mail."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    server = MailServer()
    with server.running():
        subprocess.run(
            [sys.executable, "manage.py", "worker", "--once"],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": url._replace(path=f"/{name}").geturl(),
                "DJANGO_SETTINGS_MODULE": "tests.correspondence.settings",
                "SMTP_PORT": str(server.port),
            },
            check=True,
            timeout=300,
        )


def end_a_session() -> None:
    Session.objects.create(session_key="ended", expire_date=timezone.now())


def test_a_worker_that_is_started_again_does_the_daily_work_once(committed):
    name = "openheritage.tasks.forget_sessions"
    end_a_session()
    start_once()
    ended = Session.objects.filter(session_key="ended")
    assert not ended.exists()
    end_a_session()
    start_once()
    assert ended.exists(), "It was done today."
    TaskRun.objects.filter(name=name).update(next_at=timezone.now())
    start_once()
    assert not ended.exists()
    names = set(TaskRun.objects.values_list("name", flat=True))
    assert {"signatures.tasks.forget", name} <= names
    # Each was another worker, and has ended.
    assert Heartbeat.objects.filter(ended_at__isnull=False).count() == 3
    assert set(Proof.objects.values_list("outcome", flat=True)) == {"ok"}


def test_of_many_workers_one_takes_what_is_due(committed):
    def take(_number: int) -> bool:
        return TaskRun.objects.take("daily", 24 * 3600)

    assert sum(in_parallel(take, 16, 8)) == 1
    TaskRun.objects.update(next_at=timezone.now())
    assert sum(in_parallel(take, 16, 8)) == 1


def test_the_command_does_what_is_due_and_ends(monkeypatch):
    calls = []

    @every(3600)
    def job():
        calls.append("done")

    monkeypatch.setattr("signal.signal", lambda *_arguments: None)
    call_command("worker", "--once")
    assert calls == ["done"]


def test_the_command_tells_that_something_failed(monkeypatch):
    @continuously
    def broken():
        raise ValueError

    monkeypatch.setattr("signal.signal", lambda *_arguments: None)
    with pytest.raises(CommandError):
        call_command("worker", "--once")
