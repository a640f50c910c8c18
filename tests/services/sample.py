"""The sample content as a database to copy, loaded once for all workers and runs.

It is named after all that it is made of, and after the day, from which the sample
content counts its own days: so it is loaded anew when code, texts, catalogues or
requirements change, and on the next day. Pictures lie in a table of it.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from .web import BASE_DIR

PREFIX = "openheritage_sample_"
UNFINISHED = f"{PREFIX}unfinished"

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


def name() -> str:
    total = hashlib.sha256()
    for path in sorted(ingredients()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(BASE_DIR)} {content}\n".encode())
    return f"{PREFIX}{datetime.now(UTC):%Y%m%d}_{total.hexdigest()[:16]}"


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


def existing(connection: psycopg.Connection) -> list[str]:
    """The newest first."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " ORDER BY oid DESC",
        [PREFIX],
    )
    return [row[0] for row in rows]


def ensure(url: str, *, anew: bool = False) -> str:
    """The database to copy, made if it is missing; its name."""
    with alone(url) as connection:
        return find_or_make(connection, url, anew=anew)


def find_or_make(connection: psycopg.Connection, url: str, *, anew: bool) -> str:
    wanted = name()
    if wanted in existing(connection):
        if not anew:
            return wanted
        run(connection, "DROP DATABASE {}", wanted)
    print("Loading the sample content …", file=sys.stderr, flush=True)
    run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", UNFINISHED)
    run(connection, "CREATE DATABASE {}", UNFINISHED)
    load(at(url, UNFINISHED))
    run(connection, "ALTER DATABASE {} RENAME TO {}", UNFINISHED, wanted)
    for old in existing(connection)[KEPT:]:
        run(connection, "DROP DATABASE IF EXISTS {}", old)
    return wanted


def load(url: str) -> None:
    """In a process of its own, so that tests find theirs as after any other load."""
    with tempfile.TemporaryDirectory(prefix="openheritage-sample-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.services.sample"],
            cwd=BASE_DIR,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
                "DATABASE_URL": url,
                "TESTS_DIR": folder,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LoadError(f"Loading the sample content failed:\n{done.stdout}")
        media = Path(folder, "media")
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE sample_files (path text, content bytea)")
            cursor.executemany(
                "INSERT INTO sample_files VALUES (%s, %s)",
                [
                    (str(path.relative_to(media)), path.read_bytes())
                    for path in media.rglob("*")
                    if path.is_file()
                ],
            )


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


def drop(url: str, database: str) -> None:
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_demo", "--address", "http://testserver")


if __name__ == "__main__":
    main()
