"""What files of pictures are made of, and which of it is kept.

A file is copied piece by piece, so that no pixel changes: kept is what is needed to
draw the picture, its colour profile among it. Everything else is left behind: places,
names, cameras, comments, thumbnails, second pictures and what follows the end.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

PNG = b"\x89PNG\r\n\x1a\n"
PROFILE = b"ICC_PROFILE\0"
# gAMA and cHRM are a colour profile in short; sBIT and hIST are of use to no one.
PNG_CHUNKS = frozenset(
    [b"IHDR", b"PLTE", b"tRNS", b"cICP", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"]
)
WEBP_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"])
# Bits of VP8X that announce chunks: EXIF and XMP, and the profile.
WEBP_METADATA, WEBP_PROFILE = 0b00001100, 0b00100000
GIF_EXTENSION, GIF_IMAGE, GIF_END = 0x21, 0x2C, 0x3B
GIF_GRAPHIC_CONTROL = 0xF9


# Exif that says one thing: how the camera was held.
EXIF = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


class Broken(ValueError):
    """The file does not hold what its format says."""


def kind(head: bytes) -> str:
    """The format that the first bytes announce; empty for all that we do not take."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(PNG):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and b"avif" in head[8:64]:
        return "avif"
    return ""


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """``(marker, whole segment)``; a scan comes with the data behind it."""
    place = 2
    while True:
        start = data.find(b"\xff", place)
        if start < 0:
            raise Broken
        # Any number of FF may stand before a marker.
        while data[start + 1 : start + 2] == b"\xff":
            start += 1
        marker = data[start + 1] if start + 1 < len(data) else 0
        if marker == 0xD9:
            yield marker, data[start : start + 2]
            return
        if start + 4 > len(data):
            raise Broken
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4])
        if end > len(data):
            raise Broken
        if marker == 0xDA:
            end = scan_end(data, end)
        yield marker, data[start:end]
        place = end


def scan_end(data: bytes, place: int) -> int:
    """Where the next marker stands that is neither stuffing nor a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise Broken
        following = data[place + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return place
        place += 2 if following != 0xFF else 1


def jpeg_is_kept(marker: int, segment: bytes, profile: bytes) -> bool:
    """Tables, frames and scans; JFIF, Adobe's note on colours, and the profile."""
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\0"
    if marker == 0xE2:
        return bool(profile) and segment[4:].startswith(PROFILE)
    if marker == 0xEE:
        return segment[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def clean_jpeg(data: bytes, profile: bytes, orientation: int) -> bytes:
    kept = [b"\xff\xd8"]
    if orientation != 1:
        content = b"Exif\0\0" + EXIF % orientation
        kept.append(b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content)
    for marker, segment in jpeg_segments(data):
        if not jpeg_is_kept(marker, segment, profile):
            continue
        if marker == 0xE0:
            # Without the thumbnail that JFIF may hold.
            segment = b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"
        elif marker == 0xEE:
            segment = b"\xff\xee\x00\x0e" + segment[4:16]
        kept.append(segment)
    return b"".join(kept)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    place = len(PNG)
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        name = data[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(data):
            raise Broken
        yield name, data[place:end]
        if name == b"IEND":
            return
        place = end
    raise Broken


def png_chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def clean_png(data: bytes, profile: bytes, orientation: int) -> bytes:
    """The profile is written anew, since its chunk has a name that may say anything."""
    kept = [PNG]
    for name, chunk in png_chunks(data):
        if name in PNG_CHUNKS:
            kept.append(chunk)
        if name == b"IHDR" and profile:
            content = b"icc\0\0" + zlib.compress(profile)
            kept.append(png_chunk(b"iCCP", content))
        if name == b"IHDR" and orientation != 1:
            kept.append(png_chunk(b"eXIf", EXIF % orientation))
    return b"".join(kept)


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    place, end = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while place + 8 <= end:
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        following = place + 8 + length
        if following > end:
            raise Broken
        yield data[place : place + 4], data[place + 8 : following]
        place = following + length % 2


def clean_webp(data: bytes, profile: bytes, _orientation: int) -> bytes:
    kept = []
    for name, content in webp_chunks(data):
        if name not in WEBP_CHUNKS or (name == b"ICCP" and not profile):
            continue
        if name == b"VP8X":
            dropped = WEBP_METADATA | (0 if profile else WEBP_PROFILE)
            content = bytes([content[0] & ~dropped]) + content[1:]
        padding = b"\0" * (len(content) % 2)
        kept.append(name + struct.pack("<I", len(content)) + content + padding)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif_blocks(data: bytes, place: int) -> int:
    """The place behind a row of blocks, each with its length before it."""
    while True:
        if place >= len(data):
            raise Broken
        length = data[place]
        place += 1 + length
        if not length:
            return place


def gif_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 0b111) + 1) if flags & 0x80 else 0


def clean_gif(data: bytes, _profile: bytes, _orientation: int) -> bytes:
    """The screen, its colours and the first picture with its transparency."""
    place = 13 + gif_table(data[10])
    kept = [b"GIF89a", data[6:place]]
    control = b""
    while place < len(data):
        start, introducer = place, data[place]
        if introducer == GIF_EXTENSION:
            place = gif_blocks(data, start + 2)
            if data[start + 1] == GIF_GRAPHIC_CONTROL:
                control = data[start:place]
        elif introducer == GIF_IMAGE:
            place = gif_blocks(data, start + 11 + gif_table(data[start + 9]))
            return b"".join([*kept, control, data[start:place], bytes([GIF_END])])
        else:
            break
    raise Broken


CLEAN: dict[str, Callable[[bytes, bytes, int], bytes]] = {
    "jpeg": clean_jpeg,
    "png": clean_png,
    "webp": clean_webp,
    "gif": clean_gif,
}


def declared_size(data: bytes, format_name: str) -> tuple[int, int]:
    """Width and height as the file says itself, read without decoding a pixel.

    Zeros where only the decoder can tell.
    """
    if format_name == "png":
        return struct.unpack(">II", data[16:24])
    if format_name == "gif":
        return struct.unpack("<HH", data[6:10])
    if format_name == "jpeg":
        for marker, segment in jpeg_segments(data):
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", segment[5:9])
                return width, height
    if format_name == "webp":
        for name, content in webp_chunks(data):
            if name == b"VP8X":
                numbers = content[4:7], content[7:10]
                width, height = (int.from_bytes(n, "little") + 1 for n in numbers)
                return width, height
            if name == b"VP8L":
                bits = int.from_bytes(content[1:5], "little")
                return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
            if name == b"VP8 ":
                width, height = struct.unpack("<HH", content[6:10])
                return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def is_animated(data: bytes, format_name: str) -> bool:
    if format_name == "png":
        frames = (chunk[8:12] for name, chunk in png_chunks(data) if name == b"acTL")
        return any(int.from_bytes(number) > 1 for number in frames)
    if format_name == "webp":
        return any(name in (b"ANIM", b"ANMF") for name, _content in webp_chunks(data))
    if format_name == "avif":
        return b"avis" in data[8:64]
    return False
