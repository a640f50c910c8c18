"""Making files: which are wanted, one after the other, and what becomes of failures."""

import hashlib
import logging
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from json import dumps
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from openheritage.locales import open_locales
from statement.asking import find_shown
from statement.models import StatementText

from . import typesetter
from .document import HERE, document_of, key_of
from .models import Notice, Reason, Rendition

logger = logging.getLogger(__name__)

# In the order in which they are made.
PDF, LARGE = "pdf", "pdf-large"
FILES = (PDF, LARGE)
FOLDER = "renditions"
# Seconds for one file, which takes a fifth of one. Nothing else is done meanwhile.
TIME_LIMIT = 30
# What nobody names is somebody's half file, once it is so old.
ABANDONED = timedelta(hours=1)


class FailedError(Exception):
    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason, self.detail = reason, detail[:300]


def typeset(document: dict[str, Any]) -> bytes:
    """The bytes of a PDF, made by another process. Raises ``FailedError``."""
    try:
        done = subprocess.run(  # noqa: S603 - Python itself, and a file of ours
            [sys.executable, "-I", str(HERE / "typesetter.py")],
            input=dumps(document).encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FailedError(Reason.TIME) from None
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == typesetter.NO_PROGRAM:
        raise FailedError(Reason.PROGRAM, said)
    if done.returncode == typesetter.REFUSED:
        is_letter = "could not be displayed" in said or "font" in said
        raise FailedError(Reason.LETTERS if is_letter else Reason.TEMPLATE, said)
    raise FailedError(Reason.KILLED, str(done.returncode))


@dataclass
class Wanted:
    """The file that a text has today, whether it is there or not."""

    text: StatementText
    kind: str

    def __post_init__(self) -> None:
        self.document = document_of(self.text, self.kind)
        self.key = key_of(self.document)

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.key}.pdf"

    def row(self) -> Rendition | None:
        return Rendition.objects.filter(text=self.text, kind=self.kind).first()

    def is_made(self, row: Rendition | None) -> bool:
        return (
            row is not None
            and row.key == self.key
            and bool(row.file)
            and default_storage.exists(row.file.name)
        )


def shown_texts() -> list[StatementText]:
    """Of all open languages, without those that show another one's."""
    found = {}
    for language in open_locales():
        if text := find_shown(language):
            found[text.pk] = text
    return list(found.values())


def look() -> int:
    """Asks for each file that readers may want today and that is not there."""
    asked = 0
    for kind in FILES:
        for text in shown_texts():
            wanted = Wanted(text, kind)
            if not wanted.is_made(wanted.row()):
                Rendition.objects.ask(text, kind)
                asked += 1
    # Of words that are shown no more a file that fails waits until somebody asks.
    shown = [text.pk for text in shown_texts()]
    Rendition.objects.failing().exclude(text__in=shown).update(due_at=None)
    return asked


def look_if_told() -> None:
    """Notices are forgotten after the look: what comes meanwhile asks for another."""
    if told := list(Notice.objects.values_list("pk", flat=True)):
        look()
        Notice.objects.filter(pk__in=told).delete()


def put(name: str, content: bytes) -> str:
    """What a killed worker left under the name is replaced."""
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def remove(name: str) -> None:
    with suppress(OSError):
        default_storage.delete(name)


def make(row: Rendition) -> bool:
    """Makes what the row is to have now. Whatever goes wrong is in the row."""
    try:
        made = attempt(row)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - a file fails, the others go on
        fail(row, error)
        return False
    return made


def attempt(row: Rendition) -> bool:
    wanted = Wanted(row.text, row.kind)
    if wanted.is_made(row):
        # Asked for by a process of another release, or twice.
        done(row, key=row.key)
        return True
    content = typeset(wanted.document)
    name = put(wanted.name, content)
    before = row.file.name
    facts = {
        "key": wanted.key,
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "made_at": timezone.now(),
    }
    if not done(row, **facts):
        # Another worker took over when the lease ended, and has written the same.
        return False
    if before and before != name:
        remove(before)
    return True


def done(row: Rendition, **facts: object) -> bool:
    """Writes it down, if the row is still ours; due again, if more has changed."""
    with transaction.atomic():
        mine = Rendition.objects.filter(pk=row.pk, due_at=row.due_at)
        key = Wanted(row.text, row.kind).key
        again = None if facts["key"] == key else timezone.now()
        return bool(
            mine.update(due_at=again, attempts=0, reason="", detail="", **facts)
        )


def fail(row: Rendition, error: Exception) -> None:
    if isinstance(error, FailedError):
        reason, detail = error.reason, error.detail
    elif isinstance(error, OSError):
        reason, detail = Reason.STORAGE, error.strerror or type(error).__name__
    else:
        reason, detail = Reason.TEMPLATE, type(error).__name__
    later = timezone.now() + row.next_pause
    mine = Rendition.objects.filter(pk=row.pk, due_at=row.due_at)
    mine.update(due_at=later, reason=reason, detail=detail[:300])
    logger.error(
        "The %s of text %s was not made (%s: %s), again in %s seconds.",
        *(row.kind, row.text_id, reason, detail, int(row.next_pause.total_seconds())),
    )


def make_next() -> int:
    row = Rendition.objects.take()
    if row is None:
        return 0
    make(row)
    return 1


def make_all() -> list[tuple[Rendition, float]]:
    """Now, whatever was put off; each with the seconds that it took."""
    look()
    found = []
    due = Rendition.objects.filter(due_at__isnull=False)
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        due.filter(pk=pk).update(due_at=timezone.now(), attempts=0)
        begun = time.monotonic()
        row = Rendition.objects.select_related("text__version").get(pk=pk)
        make(row)
        row.refresh_from_db()
        found.append((row, time.monotonic() - begun))
    return found


def tidy() -> int:
    """Deletes files that no row names."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    kept = set(Rendition.objects.values_list("file", flat=True))
    count = 0
    for each in names:
        name = f"{FOLDER}/{each}"
        age = timezone.now() - default_storage.get_modified_time(name)
        if name not in kept and age > ABANDONED:
            remove(name)
            count += 1
    return count
