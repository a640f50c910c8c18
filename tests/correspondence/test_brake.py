"""A brake on what strangers cause, which loses nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from correspondence import outbox, tasks
from correspondence.models import Message
from openheritage import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood(settings, mail_server, write_letter):
    """Six mails that strangers cause, where four an hour may leave."""
    settings.MAILS_AN_HOUR = 4
    settings.DNS_RESOLVER = ""
    for number in range(6):
        write_letter(to=f"{number}@example.org", address=f"{number}@example.org")
    return mail_server


def of_strangers(server) -> list[str]:
    return [name for name in server.recipients if name[0].isdigit()]


def test_a_flood_is_held_told_once_and_leaves_as_the_hour_goes_by(flood, write_letter):
    write_letter(to="staff@example.org", address="staff@example.org", by_staff=True)
    tasks.send_mails()
    tasks.send_mails()
    assert of_strangers(flood) == [f"{number}@example.org" for number in range(4)]
    # What staff cause passes, and so does the alarm to those who can release it.
    assert "staff@example.org" in flood.recipients
    assert readiness.word_of("mail") == "held"
    alarms = Message.objects.filter(kind="correspondence.brake")
    told = User.objects.filter(pk__in=alarms.values("about_id"))
    assert told.exists()
    assert alarms.count() == told.count()
    assert all(user.has_perm("correspondence.change_message") for user in told)
    assert set(alarms.values_list("state", flat=True)) == {"sent"}
    hour = timezone.now() - timedelta(minutes=61)
    Message.objects.filter(state="sent").update(sent_at=hour)
    tasks.send_mails()
    assert len(of_strangers(flood)) == 6
    assert readiness.word_of("mail") == "ok"


def test_staff_let_all_leave_at_once(flood, sign_in, write_letter):
    tasks.send_mails()
    client = sign_in("moderator")
    page = client.get("/admin/outbox/")
    assert "2 mails are held" in page.text
    path = "/admin/outbox/release/"
    assert path in page.text
    assert "Let them leave" in client.get(path).text
    assert len(of_strangers(flood)) == 4
    client.post(path)
    outbox.send_due()
    assert len(of_strangers(flood)) == 6
    # Then it counts anew.
    for number in range(6, 12):
        write_letter(to=f"{number}@example.org", address=f"{number}@example.org")
    outbox.send_due()
    assert len(of_strangers(flood)) == 10
