"""What a file that comes back says, before anybody has judged it."""

from dataclasses import dataclass, field
from datetime import datetime

from openheritage.po import Fault

from .sentences import Key


@dataclass
class Entry:
    line: int
    path: str
    original: str
    text: str
    # Why its own file says that it is not finished; empty if it is.
    unfinished: str = ""
    # Whether only our own mark says so: then new words are finished all the same, since
    # not every tool knows of states.
    is_our_mark: bool = False
    # Why it cannot be read; empty if it can.
    broken: str = ""
    # ``sign`` of what was stored when the file was made; empty where a tool lost it.
    was: str = ""
    # Whether the tool has broken lines and blanks its own way.
    is_reflowed: bool = False

    @property
    def key(self) -> Key:
        return self.path, self.original

    def fault(self, reason: str) -> Fault:
        return Fault(self.line, self.original, reason)


@dataclass
class Sheet:
    """What a file holds for one page in one language."""

    # Of localize's ``Translation``; empty where the file names none.
    uuid: str
    language: str = ""
    name: str = ""
    tool: str = ""
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Whether nothing is lost at its end.
    is_whole: bool = True
    # When anything on the page had been translated last, as the file was made.
    known_at: datetime | None = None


class UnreadableError(Exception):
    """A file of which nothing is taken; the text says why, for who sent it."""
