"""The programs that do the work: PostgreSQL's own, and age."""

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from .errors import BackupError

DEBIAN = Path("/usr/lib/postgresql")
# What libpq reads instead of a command line, which everybody could read.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
# The site's time-outs are for visitors; a dump takes as long as it takes.
PATIENT = (
    "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
)


def environment() -> dict[str, str]:
    values = connection.get_connection_params()
    found = {
        variable: str(values[name])
        for name, variable in VARIABLES.items()
        if values.get(name) not in (None, "")
    }
    # What the address leaves open, libpq takes from variables for the site as well.
    return os.environ | found | {"PGOPTIONS": PATIENT, "PGAPPNAME": "openheritage"}


def version(program: str) -> int:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own
        [program, "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+)(?:\.\d+|devel|beta\d|rc\d)", done.stdout)
    return int(found[1]) if found else 0


def server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def postgres(name: str) -> str:
    """The path of ``pg_dump`` or ``pg_restore`` that is as new as the server."""
    wanted = server_version()
    candidates = [shutil.which(name)]
    candidates += sorted(map(str, DEBIAN.glob(f"*/bin/{name}")), reverse=True)
    found = [program for program in candidates if program]
    for program in found:
        if version(program) >= wanted:
            return program
    what = f"is older than the server ({wanted})" if found else "is missing"
    raise BackupError(
        f"{name} {what}: install Debian's package postgresql-client-{wanted}, or "
        "PostgreSQL's client programs of that version or a newer one."
    )


def age() -> str:
    found = shutil.which("age")
    if found is None:
        raise BackupError(
            "age is missing, with which backups are encrypted: install Debian's "
            "package age."
        )
    return found


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise RuntimeError("It was not asked for.")
    return end


def failure(program: str, code: int, said: bytes) -> BackupError:
    """In its own last words: they name tables and files, never rows."""
    text = said.decode(errors="replace").strip().splitlines()
    last = " ".join(text[-3:]) or f"it ended with {code}"
    return BackupError(f"{Path(program).name} failed: {last}")


@contextmanager
def sealing(target: IO[bytes], recipients: list[str]) -> Iterator[IO[bytes]]:
    """What is written into it arrives in ``target``, encrypted for the recipients."""
    if not recipients:
        yield target
        return
    program = age()
    names = [part for recipient in recipients for part in ("-r", recipient)]
    with subprocess.Popen(  # noqa: S603 - age
        [program, *names],
        stdin=subprocess.PIPE,
        stdout=target,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", "")},
    ) as process:
        into, errors = pipe(process.stdin), pipe(process.stderr)
        try:
            yield into
            into.close()
        except BaseException as error:
            process.kill()
            if isinstance(error, BrokenPipeError):
                said = errors.read()
                raise failure(program, process.wait(), said) from None
            raise
        said = errors.read()
        if code := process.wait():
            raise failure(program, code, said)


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """A part of a backup to be read from its beginning, decrypted if it has to be."""
    if path.suffix != ".age":
        with path.open("rb") as file:
            yield file
        return
    if identity is None:
        raise BackupError(
            f"{path.name} is encrypted: name the file with the private key, "
            "--identity FILE."
        )
    program = age()
    with subprocess.Popen(  # noqa: S603 - age
        [program, "--decrypt", "--identity", str(identity), str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        out, errors = pipe(process.stdout), pipe(process.stderr)
        try:
            yield out
        except BaseException:
            process.kill()
            raise
        # What nobody wanted to read: the end of an archive.
        while out.read(1 << 20):
            pass
        said = errors.read()
        if code := process.wait():
            raise failure(program, code, said)


def recipients() -> list[str]:
    return [each.strip() for each in settings.BACKUP_RECIPIENT if each.strip()]


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """As ``extractall(filter="data")``, which Python has since 3.11.4 and Debian 12 has
    not: files and folders alone, and nothing outside of ``folder``."""
    for member in archive:
        path = (folder / member.name).resolve()
        is_plain = member.isfile() or member.isdir()
        if not is_plain or not path.is_relative_to(folder.resolve()):
            raise BackupError(f"An archive holds {member.name}, which is not ours.")
        archive.extract(member, folder, set_attrs=False)
