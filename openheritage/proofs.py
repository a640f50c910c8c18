"""The site proves its own data: what commands such as ``check_counts`` look at, the
worker looks at by itself, part by part, so that mails leave meanwhile.

Whoever looks holds a lease, renewed with each part: of several workers one does it, and
when that one is killed another begins anew. What came of it is a row (``Proof``), which
commands write too: what was repaired by hand is told at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as staff_

from . import health, metrics
from .health import Answer, Figure, Found
from .models import Proof
from .words import Words

HOUR, DAY = 3600, 24 * 3600
# Longer than one part may take.
LEASE = timedelta(minutes=10)
# Seconds: before a worker that has just begun looks what is due, since others may be
# waiting for it; between two looks; and before what was put off is tried again.
SETTLED, BETWEEN, PUT_OFF = 30, 60, 60
BROKEN = -1

FOUND = Figure("check_found", "What a check of the site's data found wrong.", "check")
AGE = Figure("check_age_seconds", "Since a check was last done.", "check")

# Yields what is wrong in each part, as a number. Raises ``NotNowError``.
Look = Callable[[], Iterator[int]]


class NotNowError(Exception):
    """It cannot be told now, and can be soon: something is on its way."""


@dataclass(frozen=True)
class Kind:
    look: Look | None
    # Between two looks. What is wrong is looked at after an hour at most.
    seconds: int

    @property
    def is_due(self) -> Q:
        is_wrong = ~Q(outcome=Proof.Outcome.OK)
        sooner = timedelta(seconds=min(self.seconds, HOUR))
        return (
            Q(done_at=None)
            | Q(done_at__lt=Now() - timedelta(seconds=self.seconds))
            | Q(is_wrong, done_at__lt=Now() - sooner)
        )


kinds: dict[str, Kind] = {}


def register(name: str, look: Look | None, *, seconds: int, label: Words) -> None:
    """Without ``look`` somebody else does it in time, and says so by ``keep``."""
    kinds[name] = Kind(look, seconds)
    health.observe(
        name,
        partial(answer, name),
        questions=partial(questions, name),
        label=label,
        advice=format_lazy(
            staff_("Run manage.py {command}: it says what is wrong."), command=name
        ),
    )


def keep(name: str, found: int, seconds: float = 0) -> None:
    """What was found wrong just now; ``BROKEN`` if it could not be looked at."""
    outcome = Proof.Outcome.FAILING if found else Proof.Outcome.OK
    if found == BROKEN:
        outcome = Proof.Outcome.BROKEN
    told: dict[str, Any] = {"outcome": outcome, "found": max(found, 0)}
    told |= {"seconds": seconds, "done_at": Now()}
    Proof.objects.update_or_create(
        name=name, defaults=told | {"lease": None, "leased_until": None}
    )


# The worker's part -------------------------------------------------------------


def take(name: str) -> UUID | None:
    """For one worker, if it is due: of many who try at once one gets it."""
    Proof.objects.get_or_create(name=name)
    lease = uuid4()
    is_free = Q(leased_until=None) | Q(leased_until__lt=Now())
    rows = Proof.objects.filter(is_free, kinds[name].is_due, name=name)
    return lease if rows.update(lease=lease, leased_until=Now() + LEASE) else None


class Work:
    """One look that has begun, in this process."""

    def __init__(self, name: str, lease: UUID, look: Look) -> None:
        self.name, self.lease = name, lease
        self.parts = look()
        self.found = 0
        self.began = monotonic()

    def renew(self) -> bool:
        """Whether it is still ours."""
        own = Proof.objects.filter(name=self.name, lease=self.lease)
        return bool(own.update(leased_until=Now() + LEASE))

    def release(self) -> None:
        own = Proof.objects.filter(name=self.name, lease=self.lease)
        own.update(lease=None, leased_until=None)

    def step(self) -> bool:
        """One part; whether there may be more."""
        try:
            self.found += next(self.parts)
        except StopIteration:
            if self.renew():
                keep(self.name, self.found, monotonic() - self.began)
                metrics.PROOFS.add(self.name)
            return False
        except NotNowError:
            self.release()
            raise
        except Exception as error:
            # When the database is away that is not to be told, nor a fault of ours.
            if not isinstance(error, DatabaseError):
                keep(self.name, BROKEN, monotonic() - self.began)
            raise
        return self.renew()


class Proving:
    """What this process is about."""

    def __init__(self) -> None:
        self.work: Work | None = None
        self.look_at = monotonic() + SETTLED
        self.put_off: dict[str, float] = {}

    def step(self, *, at_once: bool = False) -> int:
        """One part of what is due; nothing when nothing is. ``at_once``: by a worker
        that does not stay."""
        if self.work is None:
            now = monotonic()
            if now < self.look_at and not at_once:
                return 0
            self.look_at = now + BETWEEN
            self.work = self.begin(now)
        if self.work is None:
            return 0
        work, self.work = self.work, None
        try:
            if work.step():
                self.work = work
        except NotNowError:
            self.put_off[work.name] = monotonic() + PUT_OFF
        # What else is due follows.
        self.look_at = 0.0
        return 1

    def begin(self, now: float) -> Work | None:
        for name, kind in kinds.items():
            if kind.look is None or self.put_off.get(name, 0.0) > now:
                continue
            if lease := take(name):
                return Work(name, lease, kind.look)
        return None


# What is told of it ---------------------------------------------------------------


def questions(name: str, _apart: object) -> Iterator[QuerySet]:
    number = Case(
        When(outcome=Proof.Outcome.BROKEN, then=Value(BROKEN)),
        default=Cast(F("found"), IntegerField()),
        output_field=IntegerField(),
    )
    rows = Proof.objects.filter(name=name, done_at__isnull=False)
    yield health.ask(F("name"), rows, at=F("done_at"), number=number)


def answer(name: str, found: Found) -> Answer:
    row = found[name]
    if row.at is None:
        return Answer("not run yet")
    readings: tuple[health.Reading, ...] = (AGE.of(row.age, name),)
    if row.number == BROKEN:
        return Answer("broken", readings)
    readings = (*readings, FOUND.of(row.number, name))
    if row.number:
        return Answer("failing", readings)
    # It is looked at once more when somebody has just missed it.
    if row.age > 2 * kinds[name].seconds + HOUR:
        since = f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return Answer(f"not run since {since}", readings)
    return Answer("ok", readings)
