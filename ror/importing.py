"""Takes the records of a dump into our table: what is new, and what has changed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice

from django.db import transaction

from openheritage.locks import exclusively

from .models import Entry
from .records import RecordError, entry_of
from .suggesting import LOADED

LOCK = "ror.import"
BATCH = 1000
# Wrong records that are told one by one.
MOST_TOLD = 20
FIELDS = [each.name for each in Entry._meta.fields if not each.primary_key]


@dataclass
class Outcome:
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def sound(records: Iterable[object], outcome: Outcome) -> Iterator[Entry]:
    for place, record in zip(count(1), records, strict=False):
        try:
            yield entry_of(record)
        except (RecordError, RecursionError) as error:
            outcome.counts["wrong"] += 1
            if len(outcome.errors) < MOST_TOLD:
                outcome.errors.append(f"record {place}: {error}")


def batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := [*islice(entries, BATCH)]:
        yield batch


def take(records: Iterable[object], *, dry_run: bool = False) -> Outcome:
    """A transaction for each thousand: what was taken stays if the rest fails, and is
    passed over the next time."""
    outcome = Outcome()
    for entries in batches(sound(records, outcome)):
        with transaction.atomic(), exclusively(LOCK):
            # The last of those that have one number counts.
            each = {entry.pk: entry for entry in entries}
            outcome.counts["twice"] += len(entries) - len(each)
            write(each, outcome, dry_run=dry_run)
    return outcome


def write(entries: dict[str, Entry], outcome: Outcome, *, dry_run: bool) -> None:
    known = dict(Entry.objects.filter(pk__in=entries).values_list("pk", "digest"))
    changed = [entry for pk, entry in entries.items() if known.get(pk) != entry.digest]
    for entry in entries.values():
        kind = "new" if entry.pk not in known else "changed"
        outcome.counts["the same" if known.get(entry.pk) == entry.digest else kind] += 1
        outcome.counts[entry.status] += 1
    if changed and not dry_run:
        # No signal tells of many at once; PostgreSQL tells the other processes.
        LOADED.forget()
        Entry.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS
        )
