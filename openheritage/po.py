"""PO files as people send them: cut off, damaged, or edited by hand.

polib reads a file or does not. Here what is damaged is left out and named with its
line, and the rest is read.
"""

import codecs
import re
from dataclasses import dataclass, field
from itertools import pairwise

import polib
from django.utils.translation import gettext as staff_

from .names import isolated

LINE = re.compile(
    r"""\s*(?:\#.*
        | (?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+"(?:[^"\\]|\\.)*"
        | "(?:[^"\\]|\\.)*"
    )?\s*""",
    re.VERBOSE,
)
WORDS = re.compile(r'^msgid\s+"(.*?)"?$|^"(.*?)"?$')
# A file with more of them, each of a kind that only polib finds, is none.
MOST_DAMAGES = 100
AT_LINE = re.compile(r"\(line (\d+)\)")
# Some write flags and comments without the blank that polib waits for.
FLAGS = re.compile(r"^(#[,:.|])(?=\S)", re.MULTILINE)
# What old editors write, and what says so in its head.
SINGLE_BYTE = ("iso8859", "cp125", "koi8")
CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Fault:
    """Why an entry is not taken. ``line`` is 0 where it is not in the file."""

    line: int
    source: str
    reason: str

    def __str__(self) -> str:
        words = {
            "line": self.line,
            "source": isolated(self.source),
            "reason": self.reason,
        }
        if not self.line:
            return staff_("“%(source)s”: %(reason)s") % words
        if not self.source:
            return staff_("Line %(line)s: %(reason)s") % words
        return staff_("Line %(line)s, “%(source)s”: %(reason)s") % words


@dataclass
class File:
    """What could be read of a file."""

    entries: list[polib.POEntry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # The text without what is damaged; lines keep their numbers.
    text: str = ""
    is_whole: bool = True

    def line_of(self, entry: polib.POEntry) -> int:
        """The line of its ``msgid``: polib counts from its comments."""
        lines = self.text.split("\n")
        for number in range(entry.linenum, len(lines) + 1):
            if lines[number - 1].lstrip().startswith("msgid"):
                return number
        return entry.linenum

    def fault(self, entry: polib.POEntry, reason: str) -> Fault:
        return Fault(self.line_of(entry), entry.msgid, reason)


class Lines(str):
    """polib takes more signs for ends of lines than a file has: U+2028, U+0085 …"""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


def encoding_of(content: bytes) -> str:
    """By its first bytes, else what its head says if that is no UTF."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = CHARSET.search(content[:5000])
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
    except LookupError:
        name = ""
    return name if name.startswith(SINGLE_BYTE) else "utf-8-sig"


def decoded(content: bytes) -> str:
    """UTF-8 for the most part, of which the last letter may be cut in two."""
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason not in ("unexpected end of data", "truncated data"):
            raise
        text = content[: error.start].decode(encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return FLAGS.sub(r"\1 ", text)


def paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """First line and end of each: entries stand apart by empty lines."""
    ends = [-1, *(n for n, line in enumerate(lines) if not line.strip()), len(lines)]
    return [(before + 1, end) for before, end in pairwise(ends) if before + 1 < end]


def leave_out(lines: list[str], number: int, reason: str) -> Fault:
    """Empties the paragraph around a line."""
    first = last = number - 1
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    words, in_source = "", False
    for line in lines[first : last + 1]:
        if line.startswith("msg"):
            in_source = line.startswith("msgid ")
        if in_source and (match := WORDS.match(line)):
            words += match[1] or match[2] or ""
    lines[first : last + 1] = [""] * (last + 1 - first)
    return Fault(number, polib.unescape(words), reason)


def parsed(file: File, lines: list[str]) -> polib.POFile:
    """What polib makes of the lines, without those at which it stumbles."""
    for _try in range(MOST_DAMAGES):
        file.text = "\n".join(lines)
        try:
            return polib.pofile(Lines(file.text + "\n"))
        except OSError as error:
            if not (found := AT_LINE.search(str(error))):
                raise
            reason = staff_("this line cannot be read")
            file.faults.append(leave_out(lines, int(found[1]), reason))
    raise ValueError("This is no PO file.")


def read(text: str) -> File:
    """Everything that can be read, and what cannot by name."""
    file = File()
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line and not LINE.fullmatch(line):
            is_last = not any(after.strip() for after in lines[number:])
            file.is_whole = file.is_whole and not is_last
            reason = (
                staff_("the file is cut off here")
                if is_last
                else staff_("this line cannot be read")
            )
            file.faults.append(leave_out(lines, number, reason))
    for first, last in paragraphs(lines):
        starts = [line.split(" ")[0] for line in lines[first:last]]
        if "msgid" in starts and not any(word.startswith("msgstr") for word in starts):
            number = first + starts.index("msgid") + 1
            file.is_whole = file.is_whole and any(lines[last:])
            file.faults.append(leave_out(lines, number, staff_("it is not finished")))
    po = parsed(file, lines)
    file.entries = [entry for entry in po if not entry.obsolete]
    file.metadata = dict(po.metadata)
    return file
