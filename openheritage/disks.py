"""How much room there is left to write."""

import os
from pathlib import Path

from django.conf import settings

from .health import Answer, Figure, Found

MEGABYTE = 10**6
FREE = Figure("disk_free_bytes", "Room left for the files of a folder.", "folder")


def folders() -> dict[str, Path]:
    """Those that the settings name, by short names."""
    named = {
        "var": settings.VAR_DIR,
        "backup": settings.BACKUP_DIR,
        "journal": settings.JOURNAL_DIR,
    }
    return {name: Path(folder) for name, folder in named.items() if folder}


def free(folder: Path) -> int:
    """Bytes for those who are not root; of the place where it will be made, if it is
    not there yet. Raises ``OSError``."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def all_free() -> dict[str, int]:
    return {name: free(folder) for name, folder in folders().items()}


def look(found: Found) -> Answer:
    rooms: dict[str, int] = found.apart
    floor = settings.DISK_FLOOR * MEGABYTE
    is_low = any(room < floor for room in rooms.values())
    readings = tuple(FREE.of(room, name) for name, room in rooms.items())
    return Answer("low" if is_low else "ok", readings)
