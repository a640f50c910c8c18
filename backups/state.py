"""How the last backup went, in a file beside the backups: a restored database would
tell of another time."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

NAME = "state.json"


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


def in_a_word() -> str:
    """For the readiness check; nothing where no backups are made."""
    if not settings.BACKUP_DIR:
        return ""
    found = read(Path(settings.BACKUP_DIR))
    done, failed = moment(found.get("done_at")), moment(found.get("failed_at"))
    if failed and (done is None or failed > done):
        return f"failed at {said(failed)}"
    if done is None:
        return "never made"
    if timezone.now() - done > timedelta(hours=settings.BACKUP_HOURS):
        return f"none since {said(done)}"
    return "ok"


def moment(text: str | None) -> datetime | None:
    with suppress(ValueError, TypeError):
        return datetime.fromisoformat(text or "")
    return None


def said(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
