"""The sample content as a database to copy, loaded once for all workers and runs.

It is named after all that it is made of, and after the day, from which the sample
content counts its own days: so it is loaded anew when code, texts, catalogues or
requirements change, and on the next day. Pictures lie in a table of it. What
migrations make, which takes half of the time, is kept by itself.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from .web import BASE_DIR

PREFIX = "openheritage_sample_"
UNFINISHED = f"{PREFIX}unfinished"
MIGRATED = "openheritage_migrated_"

# Databases that a server keeps, for work on several branches.
KEPT = 4

# What has no part in loading.
ASIDE = {"benchmarks", "build", "docs", "node_modules", "static", "templates", "tests"}
ASIDE |= {"var", "__pycache__"}
SUFFIXES = {".py", ".po", ".mo", ".json", ".csv"}


class LoadError(Exception):
    """The sample content cannot be loaded; the text says why."""


def ingredients() -> Iterator[Path]:
    yield BASE_DIR / "requirements.txt"
    yield Path(__file__)
    yield from (BASE_DIR / "home/demo/images").iterdir()
    for folder, folders, names in os.walk(BASE_DIR):
        folders[:] = [
            name for name in folders if name not in ASIDE and not name.startswith(".")
        ]
        yield from (
            Path(folder, name) for name in names if Path(name).suffix in SUFFIXES
        )


def digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(BASE_DIR)} {content}\n".encode())
    return total.hexdigest()[:16]


def name() -> str:
    if kept := os.environ.get("SAMPLE"):
        # Whatever changes: who sets it says with --create-db when to load anew.
        return PREFIX + kept
    return f"{PREFIX}{datetime.now(UTC):%Y%m%d}_{digest(ingredients())}"


def migrated_name() -> str:
    """Without the day, and without what `migrate` does anew each time it is called."""
    migrations = (path for path in ingredients() if path.parent.name == "migrations")
    return MIGRATED + digest([BASE_DIR / "requirements.txt", *migrations])


def at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@contextmanager
def alone(url: str) -> Iterator[psycopg.Connection]:
    """Outside of every database that is copied; one process at a time."""
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        yield connection


def run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def existing(connection: psycopg.Connection, prefix: str) -> list[str]:
    """The newest first."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " ORDER BY oid DESC",
        [prefix],
    )
    return [row[0] for row in rows]


def is_in(url: str) -> bool:
    with alone(url) as connection:
        return name() in existing(connection, PREFIX)


def ensure(url: str, *, kept: int) -> None:
    """Makes the database to copy if it is missing."""
    with alone(url) as connection:
        find_or_make(connection, url, kept=kept)


def find_or_make(
    connection: psycopg.Connection, url: str, *, anew: bool = False, kept: int = KEPT
) -> str:
    """The name of the database to copy."""
    wanted, migrated = name(), migrated_name()
    if wanted in existing(connection, PREFIX) and not anew:
        return wanted
    print("Loading the sample content …", file=sys.stderr, flush=True)
    run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", wanted)
    if anew or migrated not in existing(connection, MIGRATED):
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", migrated)
        make(connection, url, migrated, "template1", "migrate")
    make(connection, url, wanted, migrated, "load")
    for prefix in (PREFIX, MIGRATED):
        for old in existing(connection, prefix)[kept:]:
            run(connection, "DROP DATABASE IF EXISTS {}", old)
    return wanted


def make(
    connection: psycopg.Connection, url: str, database: str, original: str, step: str
) -> None:
    """In a process of its own, so that tests find theirs as after any other load."""
    run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", UNFINISHED)
    run(connection, "CREATE DATABASE {} TEMPLATE {}", UNFINISHED, original)
    unfinished = at(url, UNFINISHED)
    with tempfile.TemporaryDirectory(prefix="openheritage-sample-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.services.sample", step],
            cwd=BASE_DIR,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
                "DATABASE_URL": unfinished,
                "TESTS_DIR": folder,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LoadError(f"Loading the sample content failed:\n{done.stdout}")
        if step == "load":
            keep_files(unfinished, Path(folder, "media"))
    run(connection, "ALTER DATABASE {} RENAME TO {}", UNFINISHED, database)


def keep_files(url: str, folder: Path) -> None:
    files = [
        (str(path.relative_to(folder)), path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    ]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sample_files (path text, content bytea)")
        cursor.executemany("INSERT INTO sample_files VALUES (%s, %s)", files)


def copy(url: str, database: str, media: Path, *, anew: bool = False) -> None:
    """Makes ``database`` a copy, and ``media`` the folder of its pictures."""
    with alone(url) as connection:
        original = find_or_make(connection, url, anew=anew)
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        run(connection, "CREATE DATABASE {} TEMPLATE {}", database, original)
    with psycopg.connect(at(url, database)) as connection:
        for path, content in connection.execute("SELECT * FROM sample_files"):
            (media / path).parent.mkdir(parents=True, exist_ok=True)
            (media / path).write_bytes(content)
        connection.execute("DROP TABLE sample_files")


def copy_empty(url: str, database: str) -> None:
    """Makes ``database`` what migrations make, without any content."""
    with alone(url) as connection:
        migrated = migrated_name()
        if migrated not in existing(connection, MIGRATED):
            make(connection, url, migrated, "template1", "migrate")
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        run(connection, "CREATE DATABASE {} TEMPLATE {}", database, migrated)


def drop(url: str, database: str) -> None:
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def main(step: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if step == "load":
        call_command("load_demo", "--address", "http://testserver")


if __name__ == "__main__":
    main(sys.argv[1])
