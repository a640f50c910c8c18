"""What a file says of terms, whatever its format."""

from dataclasses import dataclass
from enum import StrEnum


class FileError(ValueError):
    """Nothing could be read of a file; the words tell why."""


@dataclass(frozen=True)
class Row:
    """A term of a file. ``None`` is what the file does not speak of."""

    line: int
    term: str
    translation: str
    note: str | None = None
    forbidden: str | None = None
    stems: str | None = None


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """What became of a row."""

    number: int
    term: str
    outcome: Outcome
    # Why it was refused.
    reason: str = ""
