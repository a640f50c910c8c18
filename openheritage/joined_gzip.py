"""One gzip file out of parts that were compressed at other times.

Several gzip files in a row are one too, but some browsers read the first alone. So
parts are bare DEFLATE that ends at a whole byte and looks back at nothing before it;
the checksum of the whole is calculated from theirs, as ``crc32_combine`` of zlib does,
which Python lacks.
"""

import zlib
from collections.abc import Iterable
from functools import cache
from typing import IO, NamedTuple

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty block that says that it is the last one.
END = b"\x03\x00"
POLYNOMIAL = 0xEDB88320
LEVEL = 6


class Part(NamedTuple):
    packed: bytes
    # Of what is in it.
    crc: int
    size: int


def pack(pieces: Iterable[bytes]) -> Part:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, crc, size = [], 0, 0
    for piece in pieces:
        packed.append(packer.compress(piece))
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    packed.append(packer.flush(zlib.Z_FULL_FLUSH))
    return Part(b"".join(packed), crc, size)


class Joined:
    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.crc, self.size = file, 0, 0
        file.write(HEAD)

    def add(self, part: Part) -> None:
        self.file.write(part.packed)
        self.crc = after(self.crc, part.size) ^ part.crc
        self.size += part.size

    def end(self) -> None:
        self.file.write(END)
        self.file.write(self.crc.to_bytes(4, "little"))
        self.file.write((self.size & 0xFFFFFFFF).to_bytes(4, "little"))


def after(crc: int, length: int) -> int:
    """What a checksum becomes by as many zero bytes."""
    power = 0
    while length:
        if length & 1:
            crc = times(zeros(power), crc)
        length >>= 1
        power += 1
    return crc


def times(matrix: tuple[int, ...], vector: int) -> int:
    total = place = 0
    while vector:
        if vector & 1:
            total ^= matrix[place]
        vector >>= 1
        place += 1
    return total


@cache
def zeros(power: int) -> tuple[int, ...]:
    """What ``2 ** power`` zero bytes do to a checksum, as a matrix over bits."""
    if power:
        half = zeros(power - 1)
    else:
        half = (POLYNOMIAL, *(1 << bit for bit in range(31)))
        for _doubling in range(2):
            half = tuple(times(half, row) for row in half)
    return tuple(times(half, row) for row in half)
