"""How the last backup went, in a file beside the backups: a restored database would
tell of another time."""

import fcntl
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from openheritage.health import Answer, Figure, Found

NAME = "state.json"

AGE = Figure("backup_age_seconds", "Since the last backup that went well.")


def read(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / NAME).read_text())
    except (OSError, ValueError):
        return {}


def write(folder: Path, **values: Any) -> None:
    """On a full disk the old one stays, and grows old."""
    unfinished = folder / f".{NAME}"
    with suppress(OSError):
        unfinished.write_text(json.dumps(read(folder) | values, indent=2))
        unfinished.chmod(0o600)
        unfinished.replace(folder / NAME)


def is_being_made(folder: Path) -> bool:
    """Whether somebody holds the lock of a backup."""
    with suppress(OSError), (folder / ".lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@dataclass(frozen=True)
class Last:
    done_at: datetime | None
    # ``None`` once another one went well.
    failed_at: datetime | None


def last() -> Last:
    folder = Path(settings.BACKUP_DIR)
    found = read(folder)
    done, failed = moment(found.get("done_at")), moment(found.get("failed_at"))
    begun = moment(found.get("begun_at"))
    if begun and not is_being_made(folder):
        # Killed, it could not say so.
        failed = max(failed or begun, begun)
    if failed and done and failed <= done:
        failed = None
    if not (folder / str(found.get("name")) / "manifest.json").is_file():
        done = None
    return Last(done, failed)


def is_fresh() -> bool:
    return word(last()) == "ok"


def last_if_any() -> Last | None:
    return last() if settings.BACKUP_DIR else None


def look(found: Found) -> Answer:
    """For the readiness check; nothing where no backups are made."""
    known: Last | None = found.apart
    if known is None:
        return Answer("")
    if known.done_at is None:
        return Answer(word(known))
    age = (timezone.now() - known.done_at).total_seconds()
    return Answer(word(known), (AGE.of(age),))


def word(found: Last) -> str:
    if found.failed_at:
        return f"failed at {said(found.failed_at)}"
    if found.done_at is None:
        return "never made"
    if timezone.now() - found.done_at > timedelta(hours=settings.BACKUP_HOURS):
        return f"none since {said(found.done_at)}"
    return "ok"


def moment(text: str | None) -> datetime | None:
    with suppress(ValueError, TypeError):
        return datetime.fromisoformat(text or "")
    return None


def said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
