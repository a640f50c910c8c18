"""Mails leave over real SMTP, whatever the server does."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from correspondence import outbox, tasks
from correspondence.models import Message, Suppression
from openheritage.addresses import address_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(db):
    Message.objects.all().delete()


def about(delta: timedelta):
    return pytest.approx(delta.total_seconds(), abs=30)


def wait_of(message: Message) -> float:
    return (message.next_attempt_at - timezone.now()).total_seconds()


def test_a_mail_that_is_due_leaves_once(mail_server, write_letter):
    message = write_letter()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    assert mail_server.recipients == ["one@example.org"]
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.sent_at
    assert message.lease is None


def test_all_mails_of_a_round_share_a_connection(mail_server, write_letter):
    for number in range(5):
        write_letter(f"{number}@example.org")
    assert outbox.send_due(limit=4) == 4
    assert mail_server.connections == 1
    assert outbox.send_due() == 1


def test_a_delayed_mail_waits(mail_server, write_letter):
    write_letter(delay=timedelta(hours=1))
    assert outbox.send_due() == 0


@pytest.mark.parametrize("place", ["recipient", "data"])
def test_what_the_server_will_never_take_has_failed(mail_server, write_letter, place):
    setattr(mail_server, place, "550 one@example.org is unknown here")
    message = write_letter()
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == "failed"
    assert "550" in message.error
    assert "@" not in message.error
    assert list(Message.objects.failing()) == [message]


@pytest.mark.parametrize("place", ["recipient", "data"])
def test_what_the_server_takes_later_is_put_off(mail_server, write_letter, place):
    setattr(mail_server, place, "451 one@example.org later")
    message = write_letter()
    outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 1)
    assert wait_of(message) == about(timedelta(minutes=1))
    assert "@" not in message.error
    assert "451" in message.error


def test_the_pauses_grow_and_end_after_five_days(mail_server, write_letter):
    mail_server.recipient = "451 later"
    message = write_letter()
    pauses = []
    while message.state == "waiting":
        message.next_attempt_at = timezone.now()
        message.save()
        outbox.send_due()
        message.refresh_from_db()
        pauses.append(round(wait_of(message) / 60))
    assert pauses[:8] == [1, 5, 15, 60, 180, 360, 360, 360]
    assert sum(pauses[:-1]) / 60 / 24 == pytest.approx(5, abs=0.25)
    assert message.state == "failed"


def test_a_refused_mail_keeps_nobody_else_from_theirs(mail_server, write_letter):
    mail_server.recipient, mail_server.refuse_only = "550 no", "bad"
    for name in ("a", "bad", "c"):
        write_letter(f"{name}@example.org")
    outbox.send_due()
    assert mail_server.recipients == ["a@example.org", "c@example.org"]


@pytest.mark.parametrize("place", ["RCPT", "DATA"])
def test_a_server_that_hangs_up_is_asked_again_later(mail_server, write_letter, place):
    mail_server.drops = place
    message = write_letter()
    outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.error) == ("waiting", "SMTPServerDisconnected")
    mail_server.drops = ""
    outbox.resend(message)
    outbox.send_due()
    assert mail_server.recipients == ["one@example.org"]


def test_a_server_that_hangs_is_left(mail_server, write_letter, settings):
    settings.EMAIL_TIMEOUT = 0.2
    mail_server.hangs = "DATA"
    message = write_letter()
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == "waiting"
    assert wait_of(message) == about(timedelta(minutes=1))


def test_without_a_server_no_mail_is_to_blame(mail_settings, write_letter, caplog):
    messages = [write_letter(f"{number}@example.org") for number in range(3)]
    assert outbox.send_due() == 0
    with pytest.raises(outbox.UnreachableError):
        tasks.send_mails()
    # One was tried, once in each round; none has to wait.
    for message in messages:
        message.refresh_from_db()
    assert [message.attempts for message in messages] == [0, 0, 0]
    assert [message.error for message in messages] == ["ConnectionRefusedError", "", ""]
    assert "@" not in caplog.text
    with mail_settings.running():
        assert outbox.send_due() == 3
    assert len(mail_settings.deliveries) == 3


def test_an_outage_is_shown_to_staff(write_letter):
    message = write_letter()
    assert not Message.objects.failing().exists()
    message.next_attempt_at -= timedelta(minutes=20)
    message.save()
    assert Message.objects.failing().get() == message


def test_a_mail_that_cannot_be_made_fails_alone(mail_server, write_letter, caplog):
    broken = write_letter("broken@example.org", is_broken=True)
    unknown = write_letter("unknown@example.org")
    Message.objects.filter(pk=unknown.pk).update(kind="tests.gone")
    write_letter("good@example.org")
    with caplog.at_level("INFO"):
        outbox.send_due()
    assert mail_server.recipients == ["good@example.org"]
    broken.refresh_from_db()
    unknown.refresh_from_db()
    assert (broken.state, broken.error) == ("waiting", "ZeroDivisionError")
    assert (unknown.state, unknown.error) == ("waiting", "KeyError")
    assert "@" not in caplog.text


def test_a_mail_that_nobody_wants_any_more_is_dropped(mail_server, write_letter):
    message = write_letter(to=None)
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == "dropped"
    assert not mail_server.deliveries


def test_an_address_on_the_list_is_never_written_to(mail_server, write_letter):
    before = write_letter(address="One@Example.org")
    Suppression.objects.create(key=address_key("one@example.org"))
    after = write_letter(address="one@example.org")
    assert after.state == "dropped"
    outbox.resend(after)
    outbox.send_due()
    assert not mail_server.deliveries
    for message in (before, after):
        message.refresh_from_db()
        assert message.state == "dropped"


def test_a_leased_mail_is_left_to_whoever_has_it(mail_server, write_letter):
    message = write_letter()
    taken = outbox.lease_next()
    assert outbox.lease_next() is None
    assert not outbox.resend(message)
    # The lease ends, another worker takes the mail up, the first one comes back.
    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    outbox.lease_next()
    outbox.end_lease(taken, state="sent", sent_at=timezone.now())
    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.lease != taken.lease


@pytest.mark.parametrize("state", ["sent", "failed", "dropped"])
def test_staff_send_a_mail_again(mail_server, write_letter, state):
    message = write_letter()
    outbox.send_due()
    first = mail_server.deliveries[0].message["Message-ID"]
    Message.objects.update(state=state, attempts=9, error="SMTPDataError 550")
    assert outbox.resend(message)
    outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("sent", 1, "")
    # Mailboxes hide a second mail of the same id.
    assert mail_server.deliveries[1].message["Message-ID"] != first


def test_an_address_gets_three_mails_a_day(write_letter, settings):
    spellings = ["o.ne@gmail.com", "one+a@googlemail.com", "ONE@gmail.com"]
    sent = [write_letter(address=spelling) for spelling in spellings]
    assert [message.slot for message in sent] == [0, 1, 2]
    assert write_letter(address="one@gmail.com") is None
    assert write_letter(address="two@gmail.com")
    assert write_letter()


def test_what_nobody_can_do_without_waits_for_a_free_day(write_letter):
    messages = [write_letter(address="a@example.org", patient=True) for _ in range(7)]
    today = messages[0].day
    days = [(message.day - today).days for message in messages]
    assert days == [0, 0, 0, 1, 1, 1, 2]
    midnight = datetime.combine(today + timedelta(days=1), time(), tzinfo=UTC)
    assert messages[3].next_attempt_at == midnight


def test_what_staff_cause_costs_strangers_nothing_and_waits_for_nobody(
    mail_server, write_letter
):
    mails = [write_letter(address="one@example.org", by_staff=True) for _ in range(5)]
    assert {row.slot for row in mails} == {None}
    assert [write_letter(address="one@example.org").slot for _ in range(3)] == [0, 1, 2]
    assert write_letter(address="one@example.org", by_staff=True)
    Suppression.objects.create(key=address_key("two@example.org"))
    row = write_letter(to="two@example.org", address="two@example.org", by_staff=True)
    assert row.state == "dropped"
    outbox.send_due()
    assert len(mail_server.deliveries) == 9


def test_what_is_done_is_forgotten_after_a_season(write_letter):
    old, failed, new = (write_letter() for _ in range(3))
    Message.objects.filter(pk__in=[old.pk, new.pk]).update(state="sent")
    Message.objects.filter(pk=failed.pk).update(state="failed")
    Message.objects.exclude(pk=new.pk).update(
        created_at=timezone.now() - timedelta(days=91)
    )
    assert tasks.forget_mails() == 1
    assert set(Message.objects.all()) == {failed, new}


def test_who_is_suppressed_is_not_written_to_under_another_hash(
    mail_server, write_letter
):
    Suppression.objects.create(key=address_key("one@example.org"))
    for message in (write_letter(), write_letter(address="before@example.org")):
        assert message.state == "waiting"
    outbox.send_due()
    assert not mail_server.deliveries
    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}


def test_what_did_not_leave_costs_no_place(mail_server, write_letter, settings):
    settings.MAILS_A_DAY = 1
    write_letter(to=None, address="one@example.org")
    assert write_letter(address="one@example.org") is None
    outbox.send_due()
    assert write_letter(address="one@example.org")


def test_a_held_mail_never_leaves_and_costs_no_place(mail_server, write_letter):
    held = [write_letter(address="one@example.org", held=True) for _ in range(5)]
    assert {(row.state, row.slot) for row in held} == {("dropped", None)}
    assert write_letter(address="one@example.org").slot == 0


def test_staff_are_done_with_what_failed_alone(write_letter):
    message = write_letter()
    assert not outbox.dismiss(message)
    Message.objects.update(state="failed")
    assert outbox.dismiss(message)
    assert not Message.objects.failing().exists()


def test_staff_are_written_to_at_what_is_an_address_to_their_server_alone(
    mail_server, write_letter
):
    write_letter(to="root@localhost")
    outbox.send_due()
    assert mail_server.recipients == ["root@localhost"]
