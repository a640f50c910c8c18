"""That workers live and get on: each renews a row of its own, by the database's clock.

Not by a thread beside the work: one that hangs in a job would seem to live.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, timedelta
from time import monotonic
from uuid import uuid4

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Now

from .health import Answer, Figure, Found, question
from .models import Heartbeat

# Seconds between two beats.
EVERY = 10
# A worker whose last one is older has gone, or is in the middle of a long part.
LATELY = timedelta(minutes=1)
# Without a sign of any for so long, they are missing.
SILENCE = timedelta(minutes=5)
# Rows of those that are gone.
KEPT = timedelta(days=1)

AGE = Figure("worker_age_seconds", "Since the last sign of life of any worker.")
NUMBER = Figure("workers", "Workers that gave one within a minute.")


class Life:
    """Of one worker, in its own thread."""

    def __init__(self) -> None:
        self.key = uuid4()
        self.next_at = 0.0

    def beat(self) -> None:
        """Asked as often as one likes; writes now and then, never in a transaction,
        where nobody would see it, and not while the database is away."""
        now = monotonic()
        if now < self.next_at or connection.in_atomic_block:
            return
        self.next_at = now + EVERY
        # Whatever is done next will tell of it.
        with suppress(DatabaseError):
            self.write()

    def write(self) -> None:
        own = Heartbeat.objects.filter(pk=self.key)
        if not own.update(beat_at=Now()):
            Heartbeat.objects.create(pk=self.key, beat_at=Now())
            Heartbeat.objects.filter(beat_at__lt=Now() - KEPT).delete()

    def end(self) -> None:
        """It goes as it was told to; when it was last there is kept."""
        with suppress(DatabaseError):
            Heartbeat.objects.filter(pk=self.key).update(ended_at=Now())


def is_seen() -> bool:
    return Heartbeat.objects.filter(beat_at__gt=Now() - SILENCE).exists()


def questions(_apart: object) -> Iterable[QuerySet]:
    present = Q(ended_at=None, beat_at__gt=Now() - LATELY)
    yield question(
        "worker",
        Heartbeat.objects.all(),
        at=Max("beat_at"),
        number=Count("pk", filter=present),
    )


def look(found: Found) -> Answer:
    row = found["worker"]
    if row.at is None:
        return Answer("never seen", (NUMBER.of(0),))
    readings = (AGE.of(row.age), NUMBER.of(row.number))
    if row.age < SILENCE.total_seconds():
        return Answer("ok", readings)
    return Answer(f"not seen since {row.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", readings)
