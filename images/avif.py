"""Metadata in AVIF files, made illegible where it stands.

An AVIF file (ISO/IEC 14496-12 and 23008-12) is a table of items and a heap of bytes.
Taking bytes out would move all others, so the bytes of Exif, XMP and other notes are
set to zero and their items given a type that no program reads: no pixel changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

NOTES = (b"Exif", b"mime", b"uri ")
# Boxes beside the table that may hold anything.
LOOSE = (b"uuid", b"free", b"skip", b"udta")
UNREAD = b"none"


class Box(NamedTuple):
    name: bytes
    start: int
    end: int


@dataclass
class Reader:
    data: bytes
    place: int

    def number(self, size: int) -> int:
        self.place += size
        return int.from_bytes(self.data[self.place - size : self.place])


@dataclass
class Note:
    type_at: int
    extents: list[tuple[int, int]] = field(default_factory=list)


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes side by side, each with the places where its content lies."""
    while start + 8 <= end:
        size, head = int.from_bytes(data[start : start + 4]), 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError("A box is longer than the file.")
        yield Box(data[start + 4 : start + 8], start + head, start + size)
        start += size


def notes(data: bytes, table: Box) -> dict[int, Note]:
    """The items that are no part of the picture, by their number."""
    found = {}
    version = data[table.start]
    first = table.start + 4 + (4 if version else 2)
    for box in boxes(data, first, table.end):
        entry = Reader(data, box.start)
        version = entry.number(4) >> 24
        item = entry.number(4 if version > 2 else 2)
        place = entry.place + 2
        if version >= 2 and data[place : place + 4] in NOTES:
            found[item] = Note(place)
    return found


def find_extents(data: bytes, table: Box, heap: int, found: dict[int, Note]) -> None:
    """Notes where the bytes of each item lie; ``heap`` is that of the table itself."""
    reader = Reader(data, table.start)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset_size, length_size = sizes >> 12, sizes >> 8 & 15
    base_size, index_size = sizes >> 4 & 15, sizes & 15 if version else 0
    wide = 4 if version > 1 else 2
    for _ in range(reader.number(wide)):
        item = reader.number(wide)
        inside = reader.number(2) & 15 == 1 if version else False
        reader.number(2)
        base = reader.number(base_size) + (heap if inside else 0)
        for _ in range(reader.number(2)):
            reader.number(index_size)
            start = base + reader.number(offset_size)
            length = reader.number(length_size)
            if item in found:
                found[item].extents.append((start, start + length))


def clean_avif(data: bytes) -> bytes:
    cleaned = bytearray(data)

    def blank(start: int, end: int) -> None:
        end = min(end, len(cleaned))
        cleaned[start:end] = bytes(max(0, end - start))

    for box in boxes(data, 0, len(data)):
        if box.name in LOOSE:
            blank(box.start, box.end)
        if box.name != b"meta":
            continue
        inner = {inner.name: inner for inner in boxes(data, box.start + 4, box.end)}
        found = notes(data, inner[b"iinf"])
        heap = inner[b"idat"].start if b"idat" in inner else 0
        find_extents(data, inner[b"iloc"], heap, found)
        for note in found.values():
            cleaned[note.type_at : note.type_at + 4] = UNREAD
            for start, end in note.extents:
                blank(start, end)
        for name in LOOSE:
            if name in inner:
                blank(inner[name].start, inner[name].end)
    return bytes(cleaned)
