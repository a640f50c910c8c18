"""The way back. Each step may be begun again, and killed at any time.

1. Is the backup whole, can it be read, is it of no newer release? Is the place empty?
2. Uploaded files, then the database, each as a whole or not at all.
3. ``migrate``; then nothing of before signs in (sessions), and renditions are to be
   made again.
4. The journal is replayed, or all mails are held where there is none.
5. Copies are made anew: totals, search. The register is verified.
"""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from journal import files as journal
from journal import replaying
from journal.kinds import Report
from openheritage.health import Found

from . import after, emptying, manifest, media, tools
from .errors import BackupError
from .making import JOURNAL_BACKUP
from .manifest import Manifest

Say = Callable[[str], None]
# In VAR_DIR, while a restore is under way.
MARK = "restoring.json"


def mark() -> Path:
    return Path(settings.VAR_DIR) / MARK


def look_whether_begun(found: Found) -> str:
    """For the readiness check: a site that is restored by half is none."""
    return "not finished" if found.apart else ""


def begun() -> str:
    """The name of the backup whose restore was broken off."""
    try:
        return json.loads(mark().read_text())["name"]
    except (OSError, ValueError, KeyError):
        return ""


def look(folder: Path, identity: Path | None, say: Say) -> Manifest:
    """Raises ``BackupError`` unless the backup can be restored by this release."""
    found = manifest.read(folder)
    if problems := manifest.problems(folder, found):
        raise BackupError("\n".join([*problems, "Restore another backup."]))
    if found.vendor != connection.vendor:
        raise BackupError(
            f"The backup is of {found.vendor}, the database is {connection.vendor}."
        )
    if newer := manifest.unknown_migrations(found):
        raise BackupError(
            "The backup was made by a newer release: this one does not know "
            f"{', '.join(newer[:3])}. Install that release first."
        )
    ours = manifest.checks_of_keys()
    if found.keys["PSEUDONYM_KEY"] != ours["PSEUDONYM_KEY"]:
        say(
            "ATTENTION: PSEUDONYM_KEY (or SECRET_KEY, which stands in for it) is "
            "another one than when the backup was made: nobody who signed, is "
            "suppressed or banned will be known, private links are void, and the "
            "journal cannot be verified. Stop and bring the key back if you can."
        )
    elif found.mac != found.signed():
        raise BackupError("The manifest was changed after the backup was made.")
    if found.keys["SECRET_KEY"] != ours["SECRET_KEY"]:
        say(
            "SECRET_KEY is another one than when the backup was made: forms that are "
            "being filled in lose their answers."
        )
    for part in found.parts:
        with tools.opened(folder / part.name, identity) as file:
            file.read(1)
    return found


def make_room(found: Manifest, *, overwrite: bool) -> None:
    is_again = begun() == found.name
    try:
        sessions = emptying.others()
        is_empty = emptying.is_database_empty()
    except OperationalError as error:
        raise BackupError(
            f"The database cannot be reached: {str(error).splitlines()[0]} Make it, "
            "empty, before you restore."
        ) from None
    if sessions:
        raise BackupError(
            f"{sessions} other processes work in the database. Stop web and worker "
            "(systemctl stop 'openheritage-*') and try again."
        )
    if not is_again and not overwrite:
        # By its name: whoever tries the way back sees that it is the real one.
        name = connection.settings_dict["NAME"]
        full = [] if is_empty else [f"the database {name}"]
        full += [] if media.is_empty() else [str(media.place())]
        if full:
            raise BackupError(
                f"Not empty: {' and '.join(full)}. A restore replaces all that is "
                "there; say --overwrite if that is what you want."
            )
    mark().parent.mkdir(parents=True, exist_ok=True)
    mark().write_text(json.dumps({"name": found.name}))
    if not is_empty and connection.vendor == "postgresql":
        emptying.empty_database()


def restore(
    folder: Path,
    *,
    identity: Path | None,
    overwrite: bool,
    journals: list[Path],
    without_journal: bool,
    say: Say,
) -> Report:
    found = look(folder, identity, say)
    make_room(found, overwrite=overwrite)
    count = restore_media(folder, found, identity)
    say(f"{count} uploaded files are in {media.place()}.")
    restore_database(folder, found, identity)
    connection.close()
    compare(found)
    say(f"{sum(found.rows.values())} rows are in the database, as counted then.")
    bring_up_to_date(say)
    after.forget_what_was_known()
    report = Report()
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as own:
        places = [*journals, *unpack_journal(folder, found, identity, Path(own))]
        if without_journal:
            after.hold_mails(report)
        else:
            replay(places, report, found)
    after.finish(report)
    mark().unlink(missing_ok=True)
    return report


def bring_up_to_date(say: Say) -> None:
    """Where the backup is of an older release."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        say("The database was of an older release: migrated.")


def restore_media(folder: Path, found: Manifest, identity: Path | None) -> int:
    path = folder / str(found.part("media.tar"))
    try:
        with tools.opened(path, identity) as file:
            return media.unpack(file)
    except (OSError, tarfile.TarError) as error:
        why = getattr(error, "strerror", None) or error
        raise BackupError(
            f"The uploaded files could not be unpacked: {why}. Mend that and "
            "begin again."
        ) from None


def restore_database(folder: Path, found: Manifest, identity: Path | None) -> None:
    path = folder / str(found.part("database.dump"))
    with tools.opened(path, identity) as file:
        if connection.vendor == "postgresql":
            restore_postgres(file)
        else:
            restore_sqlite(file)


def restore_postgres(source: IO[bytes]) -> None:
    program = tools.postgres("pg_restore")
    environment = tools.environment()
    connection.close()
    with subprocess.Popen(  # noqa: S603 - PostgreSQL's own
        [
            *(program, "--no-owner", "--no-privileges", "--single-transaction"),
            # Those of extensions are their owner's to make, who may be another role.
            "--no-comments",
            *("--exit-on-error", f"--dbname={environment.get('PGDATABASE', '')}"),
        ],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        into = tools.pipe(process.stdin)
        # What it says when it ends early counts, not that nobody listens.
        with suppress(BrokenPipeError):
            shutil.copyfileobj(source, into, 1 << 20)
        with suppress(BrokenPipeError):
            into.close()
        said = tools.pipe(process.stderr).read()
        if code := process.wait():
            raise tools.failure(program, code, said)


def restore_sqlite(source: IO[bytes]) -> None:
    with tempfile.NamedTemporaryFile(dir=settings.VAR_DIR) as file:
        shutil.copyfileobj(source, file)
        file.flush()
        connection.ensure_connection()
        target: Any = connection.connection
        copy = sqlite3.Connection(file.name)
        copy.backup(target)
        copy.close()


def compare(found: Manifest) -> None:
    rows = manifest.count_rows()
    if rows != found.rows:
        different = sorted(
            table
            for table in rows.keys() | found.rows.keys()
            if rows.get(table) != found.rows.get(table)
        )
        raise BackupError(
            f"Other numbers of rows than in the backup: {', '.join(different)}."
        )


def unpack_journal(
    folder: Path, found: Manifest, identity: Path | None, target: Path
) -> list[Path]:
    """What the backup itself holds of it, for where nothing newer is left."""
    name = found.part("journal.tar")
    if name is None:
        return []
    with (
        tools.opened(folder / name, identity) as file,
        tarfile.open(fileobj=file, mode="r|") as tar,
    ):
        tools.unpack(tar, target)
    return [target]


def replay(places: list[Path], report: Report, found: Manifest | None = None) -> None:
    """Does again what the journal tells of; ``found`` must be known to it."""
    own = journal.folder()
    places = [*places, *([own] if own and own.is_dir() else [])]
    lines = replaying.gather(places, report)
    numbers = {line.data["number"] for line in lines if line.kind == JOURNAL_BACKUP}
    if found is not None and found.number not in numbers:
        raise BackupError(
            "No journal was found that tells of this backup: who withdrew or was "
            "erased after it would come back, the register would become another "
            "one, and mails might go out twice. Name the folder of the journal "
            "(--journal FOLDER), as it was copied elsewhere. If it is lost for good: "
            "--without-journal."
        )
    replaying.replay(lines, report)
    journal.take_over(places)


def check_it_is_installed() -> None:
    """For the replay alone: a database that has no tables has nothing to do again."""
    if apps.get_model("journal", "Line")._meta.db_table not in manifest.tables():
        raise BackupError("The database has no tables of this site.")


def replay_alone(places: list[Path]) -> Report:
    """After a restore by other means, such as WAL to a point in time."""
    check_it_is_installed()
    report = Report()
    replay(places, report)
    after.finish(report)
    return report
