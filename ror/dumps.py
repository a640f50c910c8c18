"""A dump of the registry, a record at a time: the whole has some hundred megabytes."""

import codecs
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
# In characters. The longest records have some ten thousand.
LONGEST_RECORD = 4 << 20
MOST_DIGITS = 1000
BETWEEN = " \t\r\n,"
# Of archives.
DAMAGED = (
    *(zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError),
    *(zlib.error, lzma.LZMAError),
)


class DumpError(ValueError):
    """The file is no dump; the text says why."""


def inside(archive: zipfile.ZipFile) -> IO[bytes]:
    """The file of schema 2: for years dumps held one of schema 1 beside it."""
    names = [name for name in archive.namelist() if name.lower().endswith(".json")]
    newer = [name for name in names if "schema_v2" in name.lower()]
    found = newer or names
    if len(found) != 1:
        told = ", ".join(archive.namelist()[:5])
        raise DumpError(f"there is no one file of schema 2 in it, but: {told}")
    return archive.open(found[0])


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The JSON of a file, which may lie in an archive."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as all_of_it, inside(all_of_it) as file:
                yield file
        else:
            with path.open("rb") as file:
                yield file
    except DAMAGED as error:
        # Or behind a password, or packed in a way that Python does not know.
        raise DumpError(str(error)) from error


def whole(digits: str) -> int | str:
    """Python reads no number of thousands of digits, and a record has none."""
    return int(digits) if len(digits) < MOST_DIGITS else digits


def records(file: IO[bytes]) -> Iterator[object]:
    """The values of a list, one after the other. Raises ``DumpError``."""
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    parse = json.JSONDecoder(parse_int=whole).raw_decode
    number = 0
    text, place, is_last, is_begun = "", 0, False, False
    while True:
        while place < len(text) and text[place] in BETWEEN:
            place += 1
        if not is_begun and place < len(text):
            if text[place] != "[":
                raise DumpError("it does not begin with “[”")
            is_begun, place = True, place + 1
            continue
        if is_begun and text[place : place + 1] == "]":
            return
        try:
            value, end = parse(text, place)
        except json.JSONDecodeError as error:
            if is_last:
                raise DumpError("it ends within a record, or is no JSON") from error
        except RecursionError as error:
            # Nor is it known where it ends.
            raise DumpError(f"record {number + 1} is nested too deeply") from error
        else:
            number += 1
            # A number may go on in the next piece; no record is one.
            yield value
            place = end
            continue
        if len(text) - place > LONGEST_RECORD:
            raise DumpError("a record is no JSON, or longer than any")
        try:
            chunk = file.read(CHUNK)
            text, place = text[place:] + decode(chunk, final=not chunk), 0
        except UnicodeDecodeError as error:
            raise DumpError("it is not in UTF-8") from error
        is_last = not chunk
