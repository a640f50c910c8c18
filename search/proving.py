"""The table against what the public may see, in parts."""

from collections.abc import Iterable, Iterator
from itertools import islice

from openheritage.proofs import NotNowError

from . import sources, synchronisation
from .models import Change, Entry

# Things that a command and the worker look at together: a second's work for the latter.
BATCH = 500
PART = 50
# Of the worker, in which it should be through with what has changed.
TURNS = 100


def batches(things: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    things = iter(things)
    while batch := list(islice(things, size)):
        yield batch


def stray(known: set[str]) -> list[str]:
    """Things that have entries and are not public at all."""
    rows = Entry.objects.order_by().values_list("thing", flat=True).distinct()
    return [thing for thing in rows.iterator() if thing not in known]


def until_entered() -> Iterator[int]:
    """Between its parts the worker enters what has changed."""
    for _turn in range(TURNS):
        if not Change.objects.filter(entered_at=None).exists():
            return
        yield 0
    raise NotNowError


def prove() -> Iterator[int]:
    """How many entries are wrong. What has changed meanwhile is on its way: what
    differs is looked at once more when nothing is."""
    known = [*sources.things()]
    suspects = []
    for batch in batches([*known, *stray({*known})], PART):
        if synchronisation.compare(batch):
            suspects += batch
        yield 0
    if suspects:
        yield from until_entered()
    for batch in batches(suspects, PART):
        yield len(synchronisation.compare(batch))
