"""Whether search is as it should be, for staff and for machines that watch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils import timezone

from openheritage.health import Answer, Figure, Found, question

from . import backends
from .models import Change

WAITING = Figure("search_waiting", "Changes that readers do not find yet.")
AGE = Figure("search_oldest_seconds", "For how long a change has not been found.")


@dataclass(frozen=True)
class Waiting:
    """Changes that readers do not find yet."""

    number: int
    age: timedelta

    @property
    def is_long(self) -> bool:
        return self.age.total_seconds() > settings.SEARCH_BEHIND


def unsent() -> QuerySet[Change]:
    """Those not entered, and with a server those not sent."""
    if settings.SEARCH_URL:
        # What is not entered is not sent either.
        return Change.objects.filter(pushed_at=None)
    return Change.objects.filter(entered_at=None)


def waiting() -> Waiting:
    """Two index scans."""
    late = unsent()
    oldest = late.order_by("pk").values_list("at", flat=True).first()
    age = timezone.now() - oldest if oldest else timedelta()
    return Waiting(late.count(), max(age, timedelta()))


def is_answering() -> bool:
    """Whether readers are answered by what the settings name."""
    return backends.get().is_answering()


def questions(_apart: object) -> Iterator[QuerySet]:
    yield question("search", unsent(), at=Min("at"))


def look(found: Found) -> Answer:
    """``database``: it answers in place of the server that the settings name."""
    row = found["search"]
    readings = (WAITING.of(row.number), AGE.of(row.age))
    if not is_answering():
        return Answer("database", readings)
    is_behind = row.age > settings.SEARCH_BEHIND
    return Answer("behind" if is_behind else "ok", readings)
