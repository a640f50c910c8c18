"""Does again, in a restored database, what was done after it was copied."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from . import files
from .kinds import Report, Written, kinds
from .lines import silence
from .models import Era, Line

CHUNK = 1000


def gather(places: Iterable[Path], report: Report) -> list[Written]:
    """The lines of all files, each once, in the order in which things were done."""
    lines: dict[UUID, Written] = {}
    for path in files.find(places):
        for line in files.read(path, report.problems):
            lines.setdefault(line.uid, line)
    return sorted(lines.values(), key=lambda line: (line.era, line.number))


def unknown(lines: list[Written]) -> list[Written]:
    """Those whose deeds the database does not hold."""
    known: set[UUID] = set()
    for start in range(0, len(lines), CHUNK):
        uids = [line.uid for line in lines[start : start + CHUNK]]
        known |= set(Line.objects.filter(uid__in=uids).values_list("uid", flat=True))
    # What is older than all that it remembers, it has known and forgotten.
    first = Line.objects.order_by("at").values_list("at", flat=True).first()
    return [
        line
        for line in lines
        if line.uid not in known and (first is None or line.at >= first)
    ]


def superseded(lines: list[Written]) -> set[UUID]:
    last: dict[tuple, UUID] = {}
    every: set[UUID] = set()
    for line in lines:
        kind = kinds.get(line.kind)
        if kind and kind.last_of:
            name = (line.kind, *(str(line.data.get(part)) for part in kind.last_of))
            last[name] = line.uid
            every.add(line.uid)
    return every - set(last.values())


def replay(lines: list[Written], report: Report) -> None:
    """Each line in a transaction of its own, which notes that it is done: it may be
    killed at any time and begun again, and what is done twice is done once."""
    begin_another_era(lines)
    wanted = unknown(lines)
    passed = superseded(wanted)
    for line in wanted:
        try:
            with transaction.atomic(), silence():
                replay_one(line, report, is_passed=line.uid in passed)
        except Exception as error:  # noqa: BLE001 - the others are done all the same
            # Its text could repeat what stood in a row.
            report.problems.append(
                f"{line.kind} of {line.at:%Y-%m-%d %H:%M:%S} could not be done again "
                f"({type(error).__name__})."
            )


def begin_another_era(lines: list[Written]) -> None:
    """The database may count again from an earlier number."""
    last = max((line.era for line in lines), default=0)
    ours = max((line.number for line in lines if line.era == last), default=0)
    newest = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if Era.now() < last or newest < ours:
        Era.begin(last + 1)


def replay_one(line: Written, report: Report, *, is_passed: bool) -> None:
    kind = kinds.get(line.kind)
    if kind is None:
        report.notes.append(f"This release knows no {line.kind}: passed over.")
        return
    if not kind.is_repeatable:
        Line.objects.create(
            uid=line.uid, at=line.at, kind=line.kind, written_at=timezone.now()
        )
    if not is_passed and kind.replay(line, report) is not False:
        report.done[line.kind] = report.done.get(line.kind, 0) + 1
