"""How long a mail that was not taken waits for its next attempt."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.expressions import Combinable

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]


def pause_after(attempt: int) -> timedelta:
    return BACK_OFF[min(attempt, len(BACK_OFF)) - 1]


def by_attempts() -> Iterator[tuple[Q, timedelta]]:
    """Mails that were put off, with the pause that each was given."""
    for number, pause in enumerate(BACK_OFF, start=1):
        is_last = number == len(BACK_OFF)
        yield Q(attempts__gte=number) if is_last else Q(attempts=number), pause


def tried_before(moment: datetime) -> Q:
    """Mails that were put off before then."""
    found = Q(pk=None)
    for tried, pause in by_attempts():
        found |= tried & Q(next_attempt_at__lte=moment + pause)
    return found


def tried_since(moment: datetime | Combinable) -> Q:
    found = Q(pk=None)
    for tried, pause in by_attempts():
        found |= tried & Q(next_attempt_at__gte=moment + pause)
    return found
