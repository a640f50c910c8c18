"""The totals that everybody sees, counted in batches by one task at a time."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    F,
    Max,
    Min,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Count as Number
from django.db.models.functions import Cast, Coalesce, Left
from django.utils import timezone

from openheritage.facts import Facts, Told
from openheritage.health import Answer, Figure, Found, question
from openheritage.locks import exclusively
from openheritage.proofs import NotNowError
from openheritage.signals import totals_changed
from signatures.models import Signature

from . import chain
from .models import Count, Counting, RegisterEntry

LOCK = "signatures.counts"
# Seconds beyond the interval that staff set, after which counting is late.
LATE = 120
OFF = -1

LAG = Figure("counting_lag_seconds", "For how long an entry has waited to be counted.")
WAITING = Figure("counting_waiting", "Entries of the register that wait to be counted.")

# Counted together: {dimension: how a row says its value}.
VALUES = {
    "kind": F("kind"),
    "sector": F("sector"),
    "country": F("country"),
    "language": F("language"),
    "month": Left(Cast("signed_on", CharField()), 7),
    "sample": Case(
        When(is_sample=True, then=Value("true")),
        default=Value("false"),
        output_field=CharField(),
    ),
}

COUNTED: Facts[str, dict[str, dict[str, int]]] = Facts("numbers of the register")

Totals = dict[tuple[str, str], int]


def count_rows() -> Totals:
    """``{(dimension, value): number}`` of the published rows as they are now.

    One statement, so that all dimensions are of the same moment.
    """
    published = Signature.objects.published().order_by()
    dimensions = [
        published.values(dimension=Value(name), value=value).annotate(
            number=Number("pk")
        )
        for name, value in VALUES.items()
    ]
    rows = dimensions[0].union(*dimensions[1:], all=True)
    found = {(row["dimension"], row["value"]): row["number"] for row in rows}
    # Each signature has one kind.
    total = sum(number for (name, _value), number in found.items() if name == "kind")
    return found | {("total", ""): total}


def stored() -> Totals:
    rows = Count.objects.values_list("dimension", "value", "number")
    return {(dimension, value): number for dimension, value, number in rows}


def is_due(counting: Counting, sequence: int) -> bool:
    if not counting.is_on or counting.sequence == sequence:
        return False
    last = counting.counted_at
    return last is None or (timezone.now() - last).total_seconds() >= counting.interval


@transaction.atomic
def recount(force: bool = False) -> bool:
    """Counts anew if something changed and it is time; returns whether it did.

    It counts all rows rather than add what is new: nothing can drift, and with
    100,000 signatures it takes under half a second, on two busy cores, of one task
    every half minute (``benchmarks.signatures``).

    The head of the register is read before the rows are. Whoever appends holds the
    register's lock until its transaction ends, so that all that is behind the head
    is committed and seen; what comes later is counted again next time.
    """
    with exclusively(LOCK, wait=force) as held:
        if not held:
            return False
        counting = Counting.load()
        head = chain.head()
        sequence = head.sequence if head else 0
        if not (force or is_due(counting, sequence)):
            return False
        store(count_rows())
        # Not `save`, which would undo what staff have just set.
        Counting.objects.filter(pk=counting.pk).update(
            counted_at=timezone.now(), sequence=sequence
        )
        totals_changed.send(Counting)
    return True


def store(totals: Totals) -> None:
    """Makes the table hold these totals, touching only rows that differ."""
    before = stored()
    Count.objects.bulk_create(
        [
            Count(dimension=dimension, value=value, number=number)
            for (dimension, value), number in totals.items()
            if before.get((dimension, value)) != number
        ],
        update_conflicts=True,
        unique_fields=["dimension", "value"],
        update_fields=["number"],
    )
    stale = {key for key in before if key not in totals}
    if stale:
        rows = Count.objects.values_list("pk", "dimension", "value")
        gone = [pk for pk, dimension, value in rows if (dimension, value) in stale]
        Count.objects.filter(pk__in=gone).delete()


@transaction.atomic
def differences() -> list[str]:
    """Where totals are not what the rows say, in words, while nobody counts."""
    with exclusively(LOCK):
        counted, actual = stored(), count_rows()
    return [
        f"{' '.join(key).strip()}: {counted.get(key, 0)} counted, "
        f"{actual.get(key, 0)} in the rows"
        for key in sorted(counted.keys() | actual.keys())
        if counted.get(key, 0) != actual.get(key, 0)
    ]


def prove() -> Iterator[int]:
    """How many totals are wrong. While new entries wait to be counted, none is."""
    found = differences()
    head = chain.head()
    # Whoever appends waits for nobody who counts: what came meanwhile is behind it.
    if head and head.sequence != Counting.load().sequence:
        raise NotNowError
    yield len(found)


def questions(_apart: object) -> Iterator[QuerySet]:
    counted = Counting.objects.order_by().values("sequence")[:1]
    waiting = RegisterEntry.objects.filter(
        sequence__gt=Coalesce(Subquery(counted), Value(0))
    )
    yield question("counting", waiting, at=Min("at"))
    interval = Case(When(is_on=True, then=F("interval")), default=Value(OFF))
    yield question("counting.interval", Counting.objects.all(), number=Max(interval))


def look(found: Found) -> Answer:
    """For the readiness check: for how long an entry has waited to be counted."""
    row, interval = found["counting"], found["counting.interval"].number
    readings = (LAG.of(row.age), WAITING.of(row.number))
    if row.at is None:
        return Answer("ok", readings)
    if interval == OFF:
        return Answer("off", readings)
    is_late = row.age > interval + LATE
    return Answer("behind" if is_late else "ok", readings)


def counted() -> dict[str, dict[str, int]]:
    """``{"kind": {"library": 12, …}, …}``, each dimension there, for whoever changes
    nothing in it. Kept for as long only as this process hears of changes: then a new
    number is there at once."""
    ask = Count.objects.by_dimension
    is_told = COUNTED.tables <= Told.tables and monotonic() < Told.until
    return COUNTED.of("", ask) if is_told else ask()


def totals() -> dict[str, Any]:
    """``{"total": 36, "kind": {"government": 4, …}, …}``. At most one query."""
    found = counted()
    return found | {"total": found["total"].get("", 0)}
