"""One decision for many rows, and what is known of it afterwards.

Each row is a transaction of its own, so whatever ends a run leaves no half-done one,
and what was done can be undone by its batch.
"""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, models
from django.db.models import Count, Max, Min, Q

from events.deeds import NotNowError, UnclearError
from events.models import Event

Row = TypeVar("Row", bound=models.Model)

MOST = 1000
# Seconds after which a run ends, long before servers give up on a request.
LONGEST = 15


@dataclass
class Result:
    batch: UUID = field(default_factory=uuid4)
    done: int = 0
    # In no state that allows it; somebody was faster, or a successor took the place.
    skipped: int = 0
    # A person has to look.
    unclear: int = 0
    # Not looked at: time was up.
    left: int = 0


def each(rows: Iterable[Row], act: Callable[[Row], object], result: Result) -> Result:
    end = time.monotonic() + LONGEST
    for row in rows:
        if time.monotonic() > end:
            result.left += 1
            continue
        try:
            act(row)
        except (NotNowError, IntegrityError):
            result.skipped += 1
        except UnclearError:
            result.unclear += 1
        else:
            result.done += 1
    return result


def newest(about: str, verbs: Collection[str], limit: int = 50) -> list[dict]:
    """The newest batches: ``batch, at, username, what, done, undone``.

    ``verbs`` are those of deciding; any other of a batch undid it.
    """
    decided = Q(verb__in=verbs)
    rows = (
        Event.objects.filter(about=about, batch__isnull=False)
        .order_by()
        .values("batch")
        .annotate(
            at=Min("at"),
            username=Min("actor__username"),
            what=Max("verb", filter=decided),
            done=Count("pk", filter=decided),
            undone=Count("pk", filter=~decided),
        )
    )
    return list(rows.order_by("-at")[:limit])


def events_of(about: str, verbs: Collection[str], batch: UUID) -> models.QuerySet:
    """What was decided in a batch, in its order."""
    found = Event.objects.filter(about=about, batch=batch, verb__in=verbs)
    return found.order_by("pk")
