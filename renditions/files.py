"""What every file that the worker makes has in common, whatever it is of."""

import hashlib
import json
from collections.abc import Container, Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, Self

from django.core.files.storage import default_storage

from openheritage.words import Words

from .models import MadeFile
from .typesetter import FONTS

HERE = Path(__file__).parent
FOLDER = "renditions"


@cache
def typesetting(template: str) -> str:
    """Stands for all that typesets: template, programs, typefaces."""
    total = hashlib.sha256()
    for name in (template, "typesetter.py"):
        total.update((HERE / name).read_bytes())
    for path in sorted(FONTS.rglob("*.ttf")):
        total.update(f"{path.name} {path.stat().st_size}\n".encode())
    for package in ("typst", "segno"):
        try:
            total.update(f"{package} {metadata.version(package)}\n".encode())
        except metadata.PackageNotFoundError:
            total.update(f"no {package}\n".encode())
    return total.hexdigest()


def key_of(document: dict[str, Any]) -> str:
    words = json.dumps(document, sort_keys=True, ensure_ascii=False)
    parts = f"{typesetting(document['template'])}\n{words}"
    return hashlib.sha256(parts.encode()).hexdigest()


class WantedFile:
    """The file that a subject has today, whether it is there or not.

    A class is one line of files: it says of what they are, which there should be, and
    what is in them.
    """

    model: ClassVar[type[MadeFile]]
    # What the file is called by readers' programs: ``pdf``, ``png``.
    suffix = "pdf"
    # What operators and staff call all of them.
    sort: ClassVar[str]
    title: ClassVar[Words]
    # Whether all of them are looked through when something has changed.
    hears_notices = True

    def __init__(self, kind: str, subject: dict[str, Any], document: dict) -> None:
        self.kind, self.subject, self.document = kind, subject, document
        self.key = key_of(document)

    @classmethod
    def of_row(cls, row: Any) -> Self | None:
        """Nothing, if nobody may have such a file any more."""
        raise NotImplementedError

    @classmethod
    def today(cls) -> Iterable[Self]:
        """Those that readers may want today; what is there is among them."""
        raise NotImplementedError

    @classmethod
    def label(cls, row: Any) -> str:
        """What staff call it."""
        raise NotImplementedError

    def material(self) -> dict[str, Any]:
        """What the typesetter needs too, and for which facts in the document stand."""
        return {}

    def finished(self, content: bytes) -> bytes:
        """What the typesetter made, with what it cannot say."""
        return content

    def facts(self) -> dict[str, Any]:
        """What else is written into the row."""
        return {}

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.key}.{self.suffix}"

    def row(self) -> Any:
        rows = self.model._default_manager
        return rows.filter(kind=self.kind, **self.subject).first()

    def ask(self) -> Any:
        return self.model._default_manager.ask(kind=self.kind, **self.subject)

    def is_made(self, row: Any, there: Container[str] | None = None) -> bool:
        """``there`` are names of files, for whoever looks through many."""
        if row is None or row.key != self.key or not row.file:
            return False
        name = row.file.name
        return default_storage.exists(name) if there is None else name in there


def those_there() -> set[str]:
    """Files of all lines: one question, where each may be one to another server."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return set()
    return {f"{FOLDER}/{name}" for name in names}
