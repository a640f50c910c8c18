"""What may go wrong between two workers, and when one is killed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.db import connection, connections, transaction
from django.utils import timezone

from correspondence import outbox
from correspondence.models import Message
from openheritage.locks import exclusively
from tests.services.smtp import MailServer

PATIENCE = 60


@pytest.fixture(autouse=True)
def empty(committed):
    Message.objects.all().delete()


def in_parallel(function: Callable, times: int, threads: int) -> list:
    def run(number: int):
        try:
            return function(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(times)))


@contextmanager
def worker(server: MailServer, tmp_path) -> Iterator[subprocess.Popen]:
    url = urlsplit(os.environ["DATABASE_URL"])
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--idle", "0.1"],
        cwd=project.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": url._replace(
                path=f"/{connection.settings_dict['NAME']}"
            ).geturl(),
            "DJANGO_SETTINGS_MODULE": "tests.correspondence.settings",
            "SMTP_PORT": str(server.port),
            "TESTS_DIR": str(tmp_path),
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def end_leases() -> None:
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


def test_a_hundred_requests_at_once_make_three_mails(write_letter):
    spellings = ["a.b@gmail.com", "AB@gmail.com", "ab+x@gmail.com", "ab@googlemail.com"]

    def ask(number: int) -> Message | None:
        with transaction.atomic():
            return write_letter(address=spellings[number % 4])

    made = in_parallel(ask, times=100, threads=40)
    assert sum(message is not None for message in made) == 3
    assert sorted(Message.objects.values_list("slot", flat=True)) == [0, 1, 2]


def test_two_workers_send_each_mail_once(mail_server, write_letter):
    for number in range(60):
        write_letter(f"{number}@example.org")
    sent = in_parallel(lambda _number: outbox.send_due(), times=3, threads=3)
    assert sum(sent) == 60
    assert set(Counter(mail_server.recipients).values()) == {1}
    assert Message.objects.filter(state="sent").count() == 60


@pytest.mark.parametrize(
    ("place", "copies"), [("DATA", 1), ("REPLY", 2)], ids=["before", "after"]
)
def test_a_worker_that_is_killed_loses_nothing(
    mail_server, write_letter, tmp_path, place, copies
):
    """Before the server has the mail, or after it and before we know."""
    write_letter()
    mail_server.hangs = place
    with worker(mail_server, tmp_path) as process:
        assert mail_server.is_waiting.wait(PATIENCE)
        process.send_signal(signal.SIGKILL)
        process.wait()
    mail_server.hangs = ""
    assert outbox.send_due() == 0, "The lease of the dead is respected."
    end_leases()
    assert outbox.send_due() == 1
    assert len(mail_server.deliveries) == copies
    assert len({d.message["Message-ID"] for d in mail_server.deliveries}) == 1
    assert outbox.send_due() == 0


def test_a_worker_ends_when_it_is_told_to(mail_server, write_letter, tmp_path):
    write_letter()
    mail_server.hangs = "REPLY"
    with worker(mail_server, tmp_path) as process:
        assert mail_server.is_waiting.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        # The mail that is just leaving is finished first, and marked.
        mail_server.release()
        assert process.wait(PATIENCE) == 0
    assert Message.objects.get().state == "sent"


def test_a_lock_is_held_by_one_transaction_at_a_time():
    with transaction.atomic(), exclusively("tests") as held:
        assert held

        def ask(_number: int) -> bool:
            with transaction.atomic(), exclusively("tests", wait=False) as other:
                return other

        assert in_parallel(ask, times=1, threads=1) == [False]
    with transaction.atomic(), exclusively("tests", wait=False) as held:
        assert held


def test_a_lock_needs_a_transaction():
    with pytest.raises(RuntimeError), exclusively("tests"):
        pass
