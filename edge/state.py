"""Whether the server in front hears of changes, for machines that watch."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Min, QuerySet

from openheritage.health import Answer, Figure, Found, question

from .models import Change

LONG = timedelta(minutes=5)

WAITING = Figure("edge_waiting", "Changes that the server in front was not told of.")
AGE = Figure("edge_oldest_seconds", "For how long it was not told of a change.")


def questions(_apart: object) -> Iterator[QuerySet]:
    yield question("edge", Change.objects.filter(told_at=None), at=Min("at"))


def look(found: Found) -> Answer:
    """Nothing where nobody is to be told."""
    if not settings.WAGTAILFRONTENDCACHE:
        return Answer("")
    row = found["edge"]
    is_behind = row.age > LONG.total_seconds()
    readings = (WAITING.of(row.number), AGE.of(row.age))
    return Answer("behind" if is_behind else "ok", readings)
