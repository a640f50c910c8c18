"""What a backup says of itself: it holds nothing about people, and is not encrypted."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from openheritage.pseudonyms import key
from register import chain

from .errors import BackupError

NAME = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


@dataclass
class Part:
    name: str
    bytes: int
    sha256: str


@dataclass
class Manifest:
    # UTC, of the moment whose database it is; the folder's name.
    name: str
    made_at: str
    site: str
    # Names the backup in the journal.
    number: str
    vendor: str
    server: str
    versions: dict[str, str]
    # {app: names of all migrations}.
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    register: dict[str, Any] | None
    media: dict[str, int]
    # Say whether the keys are the same, and nothing about them.
    keys: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT
    # Over all of this, under PSEUDONYM_KEY.
    mac: str = ""

    def signed(self) -> str:
        values = asdict(self) | {"mac": ""}
        return key(json.dumps(values, sort_keys=True), "backup")

    def text(self) -> str:
        self.mac = self.signed()
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    def part(self, beginning: str) -> str | None:
        """The name of a part's file, encrypted or not."""
        names = (part.name for part in self.parts)
        return next((name for name in names if name.startswith(beginning)), None)


def read(folder: Path) -> Manifest:
    try:
        values = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        raise BackupError(
            f"{folder} is no backup: it has no {NAME}, which is written last."
        ) from None
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder / NAME} cannot be read: {error}") from None
    if values.get("format") != FORMAT:
        raise BackupError(
            f"{folder} has a format ({values.get('format')}) that this release does "
            "not know."
        )
    try:
        values["parts"] = [Part(**part) for part in values["parts"]]
        return Manifest(**values)
    except (KeyError, TypeError):
        raise BackupError(f"{folder / NAME} is damaged.") from None


def checks_of_keys() -> dict[str, str]:
    def check(secret: str) -> str:
        message = b"openheritage.backups"
        return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:16]

    return {
        "PSEUDONYM_KEY": check(settings.PSEUDONYM_KEY or settings.SECRET_KEY),
        "SECRET_KEY": check(settings.SECRET_KEY),
    }


def versions() -> dict[str, str]:
    return {"django": django.__version__, "wagtail": wagtail.__version__}


def migrations() -> dict[str, list[str]]:
    """Those that the database has had."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def unknown_migrations(manifest: Manifest) -> list[str]:
    """Those that this release does not have: the backup is of a newer one."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    apps = {app for app, _name in known}
    return [
        f"{app} {name}"
        for app, names in manifest.migrations.items()
        for name in names
        # An app that is gone for good leaves its names behind.
        if app in apps
        and (app, name) not in known
        and not is_replaced(known, app, name)
    ]


def is_replaced(known: Any, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in known.values())


def tables() -> list[str]:
    """Those of the schema that we work in, of Django or not; never views."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    return sorted(row.name for row in found if row.type in ("t", "p"))


def count_rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - our tables
            counts[table] = cursor.fetchone()[0]
    return counts


def head() -> dict[str, Any] | None:
    last = chain.head()
    return {"sequence": last.sequence, "hash": last.hash} if last else None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def problems(folder: Path, manifest: Manifest) -> list[str]:
    """What is wrong with the files of a backup."""
    found = []
    for part in manifest.parts:
        path = folder / part.name
        if not path.is_file():
            found.append(f"{part.name} is missing.")
        elif path.stat().st_size != part.bytes:
            found.append(
                f"{part.name} has {path.stat().st_size} bytes, not {part.bytes}."
            )
        elif digest(path) != part.sha256:
            found.append(f"{part.name} is damaged: its digest is another one.")
    return found
