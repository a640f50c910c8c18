"""From the table to the file: after each commit, and by the worker what is left."""

import logging
from collections.abc import Iterator
from datetime import UTC, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from openheritage.health import Answer, Figure, Found, question

from . import files
from .kinds import kinds
from .models import Line

logger = logging.getLogger(__name__)

# At a time.
CHUNK = 500
# Whatever waits for longer is told by the readiness check.
LATE = timedelta(minutes=2)

AGE = Figure("journal_age_seconds", "For how long a line of the journal has waited.")


def flush() -> int:
    """Writes what waits; returns how much. A disk that is full or gone is logged, and
    keeps nobody from anything: the rows wait."""
    place = files.folder()
    if place is None:
        return 0
    count = 0
    try:
        with files.held(place):
            while True:
                written = write_some(place)
                count += written
                # Whoever has committed more meanwhile writes it.
                if written < CHUNK:
                    break
    except OSError as error:
        logger.error(
            "The journal cannot be written (%s %s): what it is to hold waits in the "
            "database.",
            *(type(error).__name__, error.errno),
        )
    except DatabaseError as error:
        logger.error("The journal was not told (%s).", type(error).__name__)
    return count


def write_some(place: files.Path) -> int:
    with transaction.atomic():
        rows = Line.objects.unwritten().select_for_update(skip_locked=True)
        lines = list(rows[:CHUNK])
        if not lines:
            return 0
        files.append(place, lines)
        keep_heads(place, lines)
        repeatable = {name for name, kind in kinds.items() if kind.is_repeatable}
        gone = [line.pk for line in lines if line.kind in repeatable]
        done = [line.pk for line in lines if line.kind not in repeatable]
        if gone:
            Line.objects.filter(pk__in=gone).delete()
        if done:
            rows = Line.objects.filter(pk__in=done)
            rows.update(written_at=timezone.now(), data={})
    return len(lines)


def keep_heads(place: files.Path, lines: list[Line]) -> None:
    known = files.heads(place)
    before = dict(known)
    for line in lines:
        names = kinds[line.kind].head if line.kind in kinds else ()
        if names:
            last = known.get(line.kind)
            if last is None or last[names[0]] < line.data[names[0]]:
                known[line.kind] = {name: line.data[name] for name in names}
    if known != before:
        files.keep_heads(place, known)


def questions(_apart: object) -> Iterator[QuerySet]:
    yield question("journal", Line.objects.unwritten(), at=Min("at"))


def look(found: Found) -> Answer:
    """For the readiness check; nothing where there is no journal."""
    if files.folder() is None:
        return Answer("")
    row = found["journal"]
    readings = (AGE.of(row.age),)
    if row.at is None or row.age < LATE.total_seconds():
        return Answer("ok", readings)
    return Answer(
        f"not written since {row.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", readings
    )
