"""The worker does what is due, and one trouble is not everybody's."""

import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from openheritage import worker
from openheritage.worker import Worker, continuously, every

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
    worker.current.clear()


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


def test_what_has_work_left_goes_on_at_once():
    left = [3, 2, 1, 0]
    calls = []

    @continuously
    def job():
        calls.append("asked")
        return left.pop(0)

    Worker().run(idle=3600, once=True)
    assert len(calls) == 4


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
        process.stop()
        calls.append("finished")
        return 1

    @every(1)
    def second():
        calls.append("begun")

    process = Worker()
    process.run(idle=3600)
    assert calls == ["finished"]
    assert worker.is_stopping()


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
