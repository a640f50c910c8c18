"""Whether the files are there, for staff and for machines that watch."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q, QuerySet

from openheritage.health import Answer, Figure, Found, question

from .making import LINES

LONG = timedelta(minutes=5)

WAITING = Figure("renditions_waiting", "Files that are to be made.")
FAILING = Figure("renditions_failing", "Files that could not be made when tried last.")


def questions(_apart: object) -> Iterator[QuerySet]:
    for line in LINES:
        wanted = line.model._default_manager.filter(due_at__isnull=False)
        failing = Count("pk", filter=~Q(reason=""))
        yield question(f"renditions.{line.sort}", wanted, at=Min("due_at"))
        yield question(f"renditions.{line.sort}.failing", wanted, number=failing)


def look(found: Found) -> Answer:
    rows = [found[f"renditions.{line.sort}"] for line in LINES]
    failing = sum(found[f"renditions.{line.sort}.failing"].number for line in LINES)
    waiting = sum(row.number for row in rows)
    readings = (WAITING.of(waiting), FAILING.of(failing))
    if failing:
        return Answer("failing", readings)
    is_behind = any(row.age > LONG.total_seconds() for row in rows)
    return Answer("behind" if is_behind else "ok", readings)
