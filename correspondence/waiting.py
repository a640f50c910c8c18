"""Mails that should have left, for the readiness check and the metrics."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from django.db.models import Min, QuerySet

from openheritage.health import Answer, Figure, Found, question

from . import brake
from .models import Message, Outage

# As the outbox has it, where staff should look at a mail.
LATE = timedelta(minutes=15)

WAITING = Figure("mail_waiting", "Mails that are due to leave.")
AGE = Figure("mail_oldest_seconds", "For how long a mail has been due.")
FAILED = Figure("mail_failed", "Mails that were given up and wait for staff.")


def questions(_apart: object) -> Iterator[QuerySet]:
    due = Message.objects.due()
    yield question("mail", due, at=Min("next_attempt_at"))
    yield question("mail.counted", due.filter(slot__isnull=False))
    yield question(
        "mail.outage",
        Outage.objects.filter(ended_at=None, is_sure=True),
        at=Min("began_at"),
    )
    failed = Message.objects.filter(state=Message.State.FAILED)
    yield question("mail.failed", failed)


def look(found: Found) -> Answer:
    row = found["mail"]
    readings = (
        WAITING.of(row.number),
        AGE.of(row.age),
        FAILED.of(found["mail.failed"].number),
    )
    return Answer(word(found), readings)


def word(found: Found) -> str:
    since = found["mail.outage"].at
    if since is not None:
        return f"failing since {since.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    if found["mail.counted"].number and brake.is_holding():
        return "held"
    return "late" if found["mail"].age > LATE.total_seconds() else "ok"
