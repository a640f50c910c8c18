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
LOOSE = (b"uuid", b"free", b"skip", b"udta", b"xml ", b"bxml")
TOP = (b"ftyp", b"meta", b"mdat")
# What drawing needs to know of an item; others say who made it, and when.
PROPERTIES = (
    *(b"av1C", b"ispe", b"pixi", b"colr", b"pasp", b"irot", b"imir", b"clap"),
    *(b"auxC", b"a1op", b"a1lx", b"lsel", b"clli", b"mdcv", b"cclv", b"amve"),
)
UNREAD = b"none"


class Box(NamedTuple):
    name: bytes
    start: int
    end: int
    name_at: int


@dataclass
class Reader:
    data: bytes
    place: int

    def number(self, size: int) -> int:
        self.place += size
        if self.place > len(self.data):
            raise ValueError("A table is longer than the file.")
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
        name = data[start + 4 : start + 8]
        yield Box(name, start + head, start + size, start + 4)
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


def find_extents(
    data: bytes, table: Box, heap: int, found: dict[int, Note]
) -> list[tuple[int, int]]:
    """Notes where the bytes of each item lie; ``heap`` is that of the table itself.

    Returns where those of all other items lie.
    """
    others = []
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
        count = reader.number(2)
        if count > 1 and not offset_size + length_size + index_size:
            raise ValueError("Extents that say nothing.")
        for _ in range(count):
            reader.number(index_size)
            start = base + reader.number(offset_size)
            length = reader.number(length_size)
            # No length at all means all that follows.
            end = start + length if length_size else len(data)
            if item in found:
                found[item].extents.append((start, end))
            else:
                others.append((start, end))
    return others


def names(data: bytes, inner: dict[bytes, Box]) -> Iterator[tuple[int, int]]:
    """Where programs write what they call the file and its items."""
    if b"hdlr" in inner:
        yield inner[b"hdlr"].start + 24, inner[b"hdlr"].end
    table = inner[b"iinf"]
    first = table.start + 4 + (4 if data[table.start] else 2)
    for box in boxes(data, first, table.end):
        version = data[box.start]
        if version >= 2:
            yield box.start + 4 + (4 if version > 2 else 2) + 2 + 4, box.end


def other_properties(data: bytes, inner: dict[bytes, Box]) -> Iterator[Box]:
    if b"iprp" not in inner:
        return
    for box in boxes(data, inner[b"iprp"].start, inner[b"iprp"].end):
        if box.name == b"ipco":
            for each in boxes(data, box.start, box.end):
                if each.name not in PROPERTIES:
                    yield each


def clean_avif(data: bytes) -> bytes:
    cleaned = bytearray(data)

    def blank(start: int, end: int) -> None:
        end = min(end, len(cleaned))
        cleaned[start:end] = bytes(max(0, end - start))

    def free(box: Box) -> None:
        """Its place stays, since others are counted or measured from it."""
        blank(box.start, box.end)
        cleaned[box.name_at : box.name_at + 4] = b"free"

    top = list(boxes(data, 0, len(data)))
    pixels: list[tuple[int, int]] = []
    heaps = [box for box in top if box.name == b"mdat"]
    # Programs look at the first alone.
    tables = [box for box in top if box.name == b"meta"]
    for box in top:
        if box.name not in TOP or box in tables[1:]:
            free(box)
    for box in tables[:1]:
        beside = list(boxes(data, box.start + 4, box.end))
        inner = {inner.name: inner for inner in beside}
        found = notes(data, inner[b"iinf"])
        heap = inner[b"idat"].start if b"idat" in inner else 0
        pixels += find_extents(data, inner[b"iloc"], heap, found)
        for start, end in names(data, inner):
            blank(start, end)
        for note in found.values():
            cleaned[note.type_at : note.type_at + 4] = UNREAD
            for start, end in note.extents:
                blank(start, end)
        for loose in beside:
            if loose.name in LOOSE:
                free(loose)
        for other in other_properties(data, inner):
            free(other)
        heaps += [each for each in beside if each.name == b"idat"]
    for box in heaps:
        # What no item of the picture needs.
        place = box.start
        for start, end in sorted(pixels):
            if start < box.end and end > place:
                blank(place, max(place, start))
                place = end
        blank(place, box.end)
    return bytes(cleaned)
