from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from . import files


def stands_apart(**kwargs: Any) -> list[checks.CheckMessage]:
    """A journal that is lost with the database, or that visitors can read, is none."""
    place = files.folder()
    if place is None:
        return [
            checks.Warning(
                "There is no JOURNAL_DIR: a restored backup brings back who withdrew "
                "or was erased since.",
                id="journal.W001",
            )
        ]
    media = Path(settings.MEDIA_ROOT).resolve()
    if media in [place.resolve(), *place.resolve().parents]:
        return [
            checks.Warning(
                "JOURNAL_DIR lies among the uploaded files: choose a folder of its "
                "own, on another disk than the database if you can.",
                id="journal.W002",
            )
        ]
    return []
