"""While the mail server fails as a whole, no mail is to blame; then all leave soon."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from correspondence import leases, outages, outbox
from correspondence.models import Message, Outage
from openheritage import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(db):
    Message.objects.all().delete()


def minutes_pass(minutes: int, step: int = 1) -> None:
    """The worker looks after each step."""
    for _step in range(0, minutes, step):
        Message.objects.update(
            next_attempt_at=F("next_attempt_at") - timedelta(minutes=step),
            leased_until=F("leased_until") - timedelta(minutes=step),
        )
        outbox.send_due()


TROUBLE = {
    "greylisting": {"recipient": "451 4.7.1 later"},
    "no room": {"data": "452 4.3.1 disk full"},
    "hanging up at RCPT": {"drops": "RCPT"},
    "hanging up in DATA": {"drops": "DATA"},
    "going down": {"recipient": "421 4.3.2 shutting down"},
    "who are you": {"recipient": "530 5.7.0 authentication required"},
}


@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
def test_after_an_hour_all_leave_within_a_quarter(
    mail_server, write_letter, trouble, number
):
    for name, text in trouble.items():
        setattr(mail_server, name, text)
    for one in range(number):
        write_letter(f"{one}@example.org")
    minutes_pass(60, step=3)
    assert not mail_server.deliveries
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}
    for name in trouble:
        setattr(mail_server, name, "")
    minutes_pass(15)
    assert sorted(mail_server.recipients) == sorted(
        f"{one}@example.org" for one in range(number)
    )
    assert outages.present() is None


def test_one_mail_is_tried_in_a_round_while_no_mail_is_taken(mail_server, write_letter):
    mail_server.recipient = "451 later"
    for number in range(9):
        write_letter(f"{number}@example.org")
    outbox.send_due()
    before = mail_server.connections
    for _round in range(5):
        outbox.send_due()
    assert mail_server.connections == before + 5
    # All in turn, and none has an attempt to answer for but the first.
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0] * 8 + [1]
    assert readiness.word_of("mail").startswith("failing since")
    mail_server.recipient = ""
    outbox.send_due()
    assert len(mail_server.deliveries) >= 8
    assert readiness.word_of("mail") == "ok"
    assert Outage.objects.get().ended_at


def test_a_greylisted_mailbox_keeps_its_own_pauses(mail_server, write_letter):
    mail_server.recipient, mail_server.refuse_only = "451 later", "grey"
    grey = write_letter("grey@example.org")
    for number in range(8):
        minutes_pass(1)
        write_letter(f"{number}@example.org")
    minutes_pass(1)
    grey.refresh_from_db()
    # After 1 and 6 minutes; the next quarter has begun.
    assert grey.attempts == 3
    assert len(mail_server.deliveries) == 8
    assert readiness.word_of("mail") == "ok"


def test_two_greylisted_mailboxes_keep_nobody_waiting(mail_server, write_letter):
    mail_server.recipient, mail_server.refuse_only = "451 later", "grey"
    for name in ("grey1", "grey2", "a", "b"):
        write_letter(f"{name}@example.org")
    outbox.send_due()
    outbox.send_due()
    assert sorted(mail_server.recipients) == ["a@example.org", "b@example.org"]
    assert readiness.word_of("mail") == "ok"
    # Each has its own pause again.
    before = mail_server.connections
    outbox.send_due()
    assert mail_server.connections == before


def test_a_dead_mailbox_has_failed_during_an_outage_too(mail_server, write_letter):
    Outage.objects.create(is_sure=True)
    mail_server.recipient = "550 5.1.1 unknown"
    message = write_letter()
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == "failed"
    assert outages.present(), "It says nothing about the server."


def test_an_outage_of_days_makes_no_mail_fail(mail_server, write_letter):
    mail_server.drops = "DATA"
    messages = [write_letter(f"{number}@example.org") for number in range(2)]
    for _attempt in range(60):
        Message.objects.update(
            next_attempt_at=F("next_attempt_at") - timedelta(hours=2)
        )
        outbox.send_due()
    for message in messages:
        message.refresh_from_db()
        assert message.state == "waiting"
        assert message.attempts <= 5


def test_the_mail_of_a_dead_worker_is_free_within_two_minutes(
    mail_server, write_letter
):
    write_letter()
    assert outbox.lease_next()
    assert outbox.send_due() == 0
    Message.objects.update(leased_until=F("leased_until") - timedelta(minutes=2))
    assert outbox.send_due() == 1


def test_whoever_stood_still_sends_nothing_that_another_has(
    mail_server, write_letter, monkeypatch
):
    write_letter()
    taken = outbox.lease_next()
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_due() == 1
    real = leases.time.monotonic
    server = outbox.get_connection()
    server.open()
    with outbox.watched(taken, server) as watch:
        monkeypatch.setattr(leases.time, "monotonic", lambda: real() + 60)
        with pytest.raises(outbox.LostLeaseError):
            server.connection.mail("site@example.org")
    assert not watch.has_content
    outbox.hang_up(server)
    assert len(mail_server.deliveries) == 1


def test_a_mail_that_is_lost_on_the_way_is_left_to_whoever_has_it(
    mail_server, write_letter, monkeypatch, caplog
):
    message = write_letter()
    monkeypatch.setattr(leases, "LEASE", timedelta(0))
    monkeypatch.setattr(leases, "renew", lambda _message: False)
    # Its lease has no length, so that it would be taken up again and again.
    outbox.send_due(limit=1)
    assert not mail_server.deliveries
    assert "taken up by another worker" in caplog.text
    message.refresh_from_db()
    assert message.state == "waiting"


def test_what_has_left_is_noted_when_the_database_is_back(
    mail_server, write_letter, monkeypatch
):
    """Or it would leave twice."""
    message = write_letter()
    real, failures = leases.end_lease, [OperationalError(), InterfaceError()]

    def end_lease(*args, **fields) -> None:
        if failures:
            raise failures.pop()
        real(*args, **fields)

    monkeypatch.setattr(leases, "end_lease", end_lease)
    monkeypatch.setattr(leases, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(leases, "PAUSE", 0)
    assert outbox.send_due() == 1
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_clock_that_is_set_back_keeps_no_mail(mail_server, write_letter):
    """And none that is ahead in another process."""
    message = write_letter()
    hour = timedelta(hours=1)
    Message.objects.update(
        created_at=F("created_at") + hour, next_attempt_at=F("next_attempt_at") + hour
    )
    assert outbox.send_due() == 1
    Message.objects.update(state="waiting", leased_until=timezone.now() + hour)
    assert outbox.send_due() == 1
    delayed = write_letter(delay=hour)
    assert outbox.send_due() == 0
    delayed.refresh_from_db()
    assert delayed.next_attempt_at > timezone.now()
    assert message.pk
