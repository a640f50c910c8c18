"""Which lines there are, and what a replay does with each: apps register theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Written:
    """A line as a file has it."""

    uid: UUID
    # Together the order in which things were done, whatever a clock said.
    era: int
    number: int
    at: datetime
    kind: str
    data: dict[str, Any]


@dataclass
class Report:
    """What a replay has done, and what people must know of it."""

    # {kind: number of lines}.
    done: dict[str, int] = field(default_factory=dict)
    # {what cannot be brought back, as a key: in words}; whoever brings it back after
    # all removes it.
    lost: dict[str, str] = field(default_factory=dict)
    # What staff should look at.
    notes: list[str] = field(default_factory=list)
    # What went wrong.
    problems: list[str] = field(default_factory=list)


# Answers ``False`` where there was nothing to do.
Replay = Callable[[Written, Report], bool | None]


@dataclass(frozen=True)
class Kind:
    # Does in a restored database what the line tells of; within a transaction. It
    # mails nobody and writes no line.
    replay: Replay
    # Of lines that agree in these data, the last one alone counts.
    last_of: tuple[str, ...] = ()
    # Data that are kept of the line whose first one of them is the largest.
    head: tuple[str, ...] = ()
    # Whether its replay sees by itself that there is nothing to do: then the database
    # keeps no row of it.
    is_repeatable: bool = False


kinds: dict[str, Kind] = {}


def register(
    kind: str,
    replay: Replay,
    *,
    last_of: tuple[str, ...] = (),
    head: tuple[str, ...] = (),
    is_repeatable: bool = False,
) -> None:
    kinds[kind] = Kind(replay, last_of, head, is_repeatable)
