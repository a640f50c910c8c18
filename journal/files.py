"""The files of the journal: one line of JSON for each deed, only ever added.

Each machine has a file for each day. A line ends with a keyed hash over itself and the
hash of the line before it, so that what was changed, removed or inserted is seen; an
end that was torn off by a full disk or a crash is not taken for that.
"""

import fcntl
import hashlib
import hmac
import json
import os
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings

from .kinds import Written
from .models import Era, Line

SUFFIX = ".jsonl"
HEADS = "heads.json"
# Longer than any line is.
TAIL = 1024 * 1024


def secret() -> bytes:
    return (settings.PSEUDONYM_KEY or settings.SECRET_KEY).encode()


def folder() -> Path | None:
    """``None`` where there is no journal."""
    return Path(settings.JOURNAL_DIR) if settings.JOURNAL_DIR else None


def packed(data: dict) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(before: str, body: str) -> str:
    text = f"openheritage.journal\0{before}\0{body}"
    return hmac.new(secret(), text.encode(), hashlib.sha256).hexdigest()


def body_of(line: Line, era: int) -> str:
    return packed(
        {
            "uid": str(line.uid),
            "era": era,
            "n": line.pk,
            "at": line.at.astimezone(UTC).isoformat(),
            "kind": line.kind,
            "data": line.data,
        }
    )


def parse(text: str) -> tuple[dict[str, Any], str] | None:
    """What a line says and its hash; ``None`` for what is none."""
    try:
        found = json.loads(text)
        return found, found.pop("mac")
    except (ValueError, AttributeError, KeyError):
        return None


@contextmanager
def held(place: Path) -> Iterator[None]:
    """For one process of this machine at a time."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def name_of_today() -> str:
    machine = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname()) or "machine"
    return f"{machine}.{datetime.now(UTC):%Y-%m-%d}{SUFFIX}"


def last_hash(file: BinaryIO, name: str) -> tuple[str, bool]:
    """Of the last whole line, and whether the file ends with one."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    end = file.read(TAIL)
    for text in reversed(end.splitlines()):
        if found := parse(text.decode(errors="replace")):
            return found[1], end.endswith(b"\n")
    return sign("", name), not end or end.endswith(b"\n")


def append(place: Path, lines: Iterable[Line]) -> None:
    """Puts lines on the disk, all or none of them known to be there: whoever fails
    half way writes them again, and readers take each once. While ``held``."""
    path = place / name_of_today()
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    era = Era.now()
    with os.fdopen(handle, "r+b", buffering=0) as file:
        before, is_whole = last_hash(file, path.name)
        text = "" if is_whole else "\n"
        for line in lines:
            body = body_of(line, era)
            before = sign(before, body)
            text += f'{body[:-1]},"mac":"{before}"}}\n'
        data = memoryview(text.encode())
        while data:
            data = data[file.write(data) :]
        os.fsync(file.fileno())
    if is_new:
        sync(place)


def sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def heads(place: Path) -> dict[str, dict]:
    try:
        return json.loads((place / HEADS).read_text())
    except (OSError, ValueError):
        return {}


def keep_heads(place: Path, found: dict[str, dict]) -> None:
    unfinished = place / f".{HEADS}"
    unfinished.write_text(packed(found))
    unfinished.replace(place / HEADS)


def head(kind: str) -> dict | None:
    """What is kept of the newest line of a kind that this machine has written."""
    place = folder()
    return heads(place).get(kind) if place else None


def find(places: Iterable[Path]) -> list[Path]:
    """Files of the journal in folders, or named themselves."""
    found: list[Path] = []
    for place in places:
        found += sorted(place.rglob(f"*{SUFFIX}")) if place.is_dir() else [place]
    return found


def read(path: Path, problems: list[str]) -> Iterator[Written]:
    """The lines of a file; what is wrong with it is added to ``problems``."""
    before = sign("", path.name)
    is_lost = False
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            found = parse(text)
            if found is None:
                # Torn off: if anything is missing, the next line does not follow.
                continue
            values, mac = found
            if sign(before, packed(values)) != mac and not is_lost:
                is_lost = True
                problems.append(
                    f"{path.name}, line {number}: this is not what the site wrote "
                    "after the line before it, or PSEUDONYM_KEY (or SECRET_KEY) is "
                    "another one."
                )
            before = mac
            yield Written(
                UUID(values["uid"]),
                values["era"],
                values["n"],
                datetime.fromisoformat(values["at"]),
                values["kind"],
                values["data"],
            )


def take_over(places: Iterable[Path]) -> int:
    """Copies what a restore was given into our own folder: the next restore may begin
    from a backup that is older than this one. Returns how many files."""
    own = folder()
    if own is None:
        return 0
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = {(path.name, path.read_bytes()) for path in find([own])}
    count = 0
    for path in find(places):
        data = path.read_bytes()
        if own in path.resolve().parents or (path.name, data) in known:
            continue
        target = own / "before" / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        target.mkdir(mode=0o700, parents=True)
        handle = os.open(target / path.name, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fsync(file.fileno())
        count += 1
    return count


def forget_before(place: Path, day: date) -> int:
    """Deletes the files of days before; returns how many."""
    count = 0
    for path in place.rglob(f"*.????-??-??{SUFFIX}"):
        if path.name[: -len(SUFFIX)][-10:] < day.isoformat():
            path.unlink(missing_ok=True)
            count += 1
    return count
