"""Makes a backup: a folder that is there as a whole or not at all."""

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from journal import files as journal
from journal import flushing, kinds, lines
from openheritage.storage import ServerError

from . import manifest, media, state, tools
from .errors import BackupError
from .manifest import Manifest, Part

UNFINISHED = ".unfinished-"
# A line of the journal: by it a restore knows that it reads the right one.
JOURNAL_BACKUP = "backup"

Fill = Callable[[IO[bytes]], None]


def register_kinds() -> None:
    kinds.register(JOURNAL_BACKUP, lambda line, report: False, is_repeatable=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time; what a killed one has left is removed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup is being made.") from None
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def make(folder: Path, keep: int) -> Path:
    """Returns the folder of the new backup. Raises ``BackupError``, in words."""
    with in_words(folder), alone(folder):
        # Who is killed says no more.
        state.write(folder, begun_at=timezone.now().isoformat())
        try:
            with in_words(folder):
                made = make_alone(folder)
        except BaseException as error:
            said = str(error) if isinstance(error, BackupError) else "broken off"
            state.write(folder, failed_at=timezone.now().isoformat(), error=said)
            raise
        state.write(folder, done_at=timezone.now().isoformat(), name=made.name)
        forget_old(folder, keep)
    return made


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise BackupError(f"Uploaded files: {error.strerror}") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BackupError(f"{folder} cannot be written: {why}.") from None
    except DatabaseError as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise BackupError(f"The database does not answer: {said[0]}") from None


def make_alone(folder: Path) -> Path:
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    place = folder / f"{UNFINISHED}{name}"
    place.mkdir(mode=0o700)
    try:
        fill(place, name)
        # The clock may have gone back, or two were made within a second.
        final = folder / name
        if final.exists():
            raise BackupError(f"{final} is there already.")
        place.rename(final)
        journal.sync(folder)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return final


def fill(place: Path, name: str) -> None:
    found: Manifest | None = None

    def with_media(target: IO[bytes]) -> None:
        nonlocal found
        with media.Archive(target) as archive:
            archive.add_new()
            found = database(place, name)
            archive.add_new()
        found.media = {"files": len(archive.digests), "bytes": archive.bytes}

    uploaded = part(place, "media.tar", with_media)
    dump = cast(Manifest, found)
    lines.write(JOURNAL_BACKUP, number=dump.number, name=name, register=dump.register)
    flushing.flush()
    dump.parts.append(uploaded)
    if (own := journal.folder()) is not None and own.is_dir():
        dump.parts.append(part(place, "journal.tar", lambda file: pack(own, file)))
    write(place / manifest.NAME, dump.text().encode())


def pack(own: Path, target: IO[bytes]) -> None:
    with tarfile.open(fileobj=target, mode="w|") as tar:
        for path in journal.find([own]):
            tar.add(path, arcname=path.name)


def part(place: Path, name: str, fill_it: Fill) -> Part:
    recipients = tools.recipients()
    path = place / (name + (".age" if recipients else ""))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tools.sealing(file, recipients) as target:
            fill_it(target)
        file.flush()
        os.fsync(file.fileno())
    return Part(path.name, path.stat().st_size, manifest.digest(path))


def write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    journal.sync(path.parent)


# The database -----------------------------------------------------------------------


def database(place: Path, name: str) -> Manifest:
    """Dumps it; what the manifest says is read from the very same moment."""
    with transaction.atomic():
        snapshot = begin_snapshot()
        found = describe(name)
        fill_it = dump_sqlite if snapshot is None else dump_postgres(snapshot)
        found.parts.append(part(place, "database.dump", fill_it))
    return found


def begin_snapshot() -> str | None:
    """Holds the database as it is now for this transaction and for ``pg_dump``."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name in ("statement", "lock", "idle_in_transaction_session"):
            cursor.execute(f"SET LOCAL {name}_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]


def describe(name: str) -> Manifest:
    vendor = connection.vendor
    return Manifest(
        name=name,
        made_at=timezone.now().isoformat(timespec="seconds"),
        site=urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc,
        number=secrets.token_hex(16),
        vendor=vendor,
        server=str(tools.server_version()) if vendor == "postgresql" else "",
        versions=manifest.versions(),
        migrations=manifest.migrations(),
        rows=manifest.count_rows(),
        register=manifest.head(),
        media={},
        keys=manifest.checks_of_keys(),
    )


def dump_postgres(snapshot: str) -> Fill:
    program = tools.postgres("pg_dump")

    def dump(target: IO[bytes]) -> None:
        command = [program, "--format=custom", "--no-owner", "--no-privileges"]
        with subprocess.Popen(  # noqa: S603 - PostgreSQL's own
            [*command, f"--snapshot={snapshot}", "--lock-wait-timeout=60s"],
            env=tools.environment(),
            stdin=subprocess.DEVNULL,
            stdout=target,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                said = tools.pipe(process.stderr).read()
            except BaseException:
                process.kill()
                raise
            if code := process.wait():
                raise tools.failure(program, code, said)

    return dump


def dump_sqlite(target: IO[bytes]) -> None:
    """A copy that SQLite itself makes while others write."""
    with tempfile.NamedTemporaryFile(dir=settings.VAR_DIR) as file:
        source: Any = connection.connection
        with closing(sqlite3.Connection(file.name)) as copy:
            source.backup(copy)
        shutil.copyfileobj(file, target)


# Those of before --------------------------------------------------------------------


def backups(folder: Path) -> list[Path]:
    """Whole ones, the newest first."""
    found = [path.parent for path in folder.glob(f"*/{manifest.NAME}")]
    return sorted(
        (path for path in found if not path.name.startswith(".")), reverse=True
    )


def forget_old(folder: Path, keep: int) -> None:
    """Only ever after a new one is whole, which is among those that are kept."""
    for path in backups(folder)[max(1, keep) :]:
        # What has lost its manifest is no backup any more, if this is killed.
        with suppress(OSError):
            (path / manifest.NAME).unlink()
            shutil.rmtree(path, ignore_errors=True)
