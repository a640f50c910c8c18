"""Making files: which are wanted, one after the other, and what becomes of failures."""

import hashlib
import logging
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from json import dumps
from typing import Any, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from openheritage.locales import open_locales
from openheritage.names import language_name_here
from openheritage.steps import Steps
from openheritage.stored_files import is_older
from statement.asking import find_shown
from statement.models import StatementText

from . import typesetter
from .certificate import CertificateFile, no_longer_wanted
from .document import document_of
from .files import HERE, WantedFile, those_there
from .models import MadeFile, Notice, Reason, Rendition
from .sheets import SheetFile, no_longer_told

logger = logging.getLogger(__name__)

# In the order in which they are made.
PDF, LARGE = "pdf", "pdf-large"
FILES = (PDF, LARGE)
# Seconds for one file, which takes a fifth of one. Nothing else is done meanwhile.
TIME_LIMIT = 30
# What nobody names is somebody's half file, once it is so old.
ABANDONED = timedelta(hours=1)


class FailedError(Exception):
    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason, self.detail = reason, detail[:300]


def typeset(document: dict[str, Any]) -> bytes:
    """The bytes of a file, made by another process. Raises ``FailedError``."""
    content, _lacks = typeset_as_can_be(document)
    return content


def typeset_as_can_be(document: dict[str, Any]) -> tuple[bytes, bool]:
    """The same, and whether it lacks words whose letters no typeface has."""
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
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == 0 and done.stdout.startswith((b"%PDF-", b"\x89PNG")):
        return done.stdout, said == typesetter.LACKING
    if done.returncode == typesetter.NO_PROGRAM:
        raise FailedError(Reason.PROGRAM, said)
    if done.returncode == typesetter.REFUSED:
        is_letter = typesetter.is_about_letters(said)
        raise FailedError(Reason.LETTERS if is_letter else Reason.TEMPLATE, said)
    raise FailedError(Reason.KILLED, str(done.returncode))


class Wanted(WantedFile):
    """The Statement on paper."""

    model = Rendition
    sort, title = "statement", staff_("The Statement as a file")

    def __init__(self, text: StatementText, kind: str) -> None:
        self.text = text
        super().__init__(kind, {"text": text}, document_of(text, kind))

    @classmethod
    def of_row(cls, row: Any) -> Self | None:
        return cls(row.text, row.kind)

    @classmethod
    def today(cls) -> Iterable[Self]:
        for kind in FILES:
            for text in shown_texts():
                yield cls(text, kind)

    @classmethod
    def label(cls, row: Any) -> str:
        name = language_name_here(row.text.language)
        return f"PDF+, {name}" if row.kind == LARGE else f"PDF, {name}"


# In the order in which they are made.
LINES: list[type[WantedFile]] = [Wanted, SheetFile, CertificateFile]


def line_of(row: MadeFile) -> type[WantedFile]:
    return next(line for line in LINES if line.model is type(row))


def shown_texts() -> list[StatementText]:
    """Of all open languages, without those that show another one's."""
    found = {}
    for language in open_locales():
        if text := find_shown(language):
            found[text.pk] = text
    return list(found.values())


def look(
    lines: Iterable[type[WantedFile]] | None = None, told: Sequence[int] = ()
) -> Iterator[None]:
    """Asks for each file that readers may want today and that is not there. Notices are
    forgotten after it: what comes meanwhile asks for another look."""
    for _asked in ask_for(LINES if lines is None else lines):
        yield
    # Of words that are shown no more a file that fails waits until somebody asks.
    shown = [text.pk for text in shown_texts()]
    Rendition.objects.failing().exclude(text__in=shown).update(due_at=None)
    Notice.objects.filter(pk__in=told).delete()


def ask_for(lines: Iterable[type[WantedFile]]) -> Iterator[bool]:
    """Of each file, whether it was not there."""
    there = those_there()
    for line in lines:
        for wanted in line.today():
            is_missing = not wanted.is_made(wanted.row(), there)
            if is_missing:
                wanted.ask()
            yield is_missing


looking = Steps(look)


def go_on_looking() -> int:
    """One step, also of what notices ask for; whether there is more."""
    if told := list(Notice.objects.values_list("pk", flat=True)):
        looking.begin([line for line in LINES if line.hears_notices], told)
    return looking.go_on()


def put(name: str, content: bytes) -> str:
    """What a killed worker left under the name is replaced."""
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def remove(name: str) -> None:
    with suppress(OSError):
        default_storage.delete(name)


def discard(row: MadeFile) -> None:
    """Of what nobody may have any more. The row goes last, so that a file that cannot
    be deleted now is found again."""
    if row.file:
        default_storage.delete(row.file.name)
    rows = type(row)._default_manager
    rows.filter(pk=row.pk, file=row.file.name).delete()


def discard_what_nobody_may_have() -> None:
    for row in (*no_longer_wanted(), *no_longer_told()):
        discard(row)


def make(row: Any) -> bool:
    """Makes what the row is to have now. Whatever goes wrong is in the row."""
    try:
        made = attempt(row)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - a file fails, the others go on
        fail(row, error)
        return False
    return made


def attempt(row: Any) -> bool:
    wanted = line_of(row).of_row(row)
    if wanted is None:
        discard(row)
        return False
    if wanted.is_made(row):
        # Asked for by a process of another release, or twice.
        lacks = row.reason == Reason.LETTERS
        done(row, key=row.key, reason=Reason.LETTERS if lacks else "")
        return True
    content, lacks = typeset_as_can_be(wanted.document | wanted.material())
    content = wanted.finished(content)
    name = put(wanted.name, content)
    before = row.file.name
    facts = {
        "key": wanted.key,
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "made_at": timezone.now(),
        "reason": Reason.LETTERS if lacks else "",
        **wanted.facts(),
    }
    if not done(row, **facts):
        # Another worker took over when the lease ended, and has written the same; or
        # nobody may have it any more.
        if not type(row)._default_manager.filter(file=name).exists():
            remove(name)
        return False
    if before and before != name:
        remove(before)
    return True


def done(row: Any, **facts: object) -> bool:
    """Writes it down, if the row is still ours; due again, if more has changed."""
    rows = type(row)._default_manager
    with transaction.atomic():
        now = rows.with_subject().filter(pk=row.pk).first()
        wanted = line_of(row).of_row(now) if now else None
        if wanted is None:
            return False
        again = None if facts["key"] == wanted.key else timezone.now()
        mine = rows.filter(pk=row.pk, due_at=row.due_at)
        return bool(mine.update(due_at=again, attempts=0, detail="", **facts))


def fail(row: Any, error: Exception) -> None:
    if isinstance(error, FailedError):
        reason, detail = error.reason, error.detail
    elif isinstance(error, OSError):
        reason, detail = Reason.STORAGE, error.strerror or type(error).__name__
    else:
        reason, detail = Reason.TEMPLATE, type(error).__name__
    later = timezone.now() + row.next_pause
    mine = type(row)._default_manager.filter(pk=row.pk, due_at=row.due_at)
    mine.update(due_at=later, reason=reason, detail=detail[:300])
    logger.error(
        "The %s was not made (%s: %s), again in %s seconds.",
        *(row, reason, detail, int(row.next_pause.total_seconds())),
    )


def make_next() -> int:
    for line in LINES:
        if row := line.model._default_manager.take():
            make(row)
            return 1
    return 0


def make_all(line: type[WantedFile]) -> Iterator[tuple[Any, float]]:
    """Now, whatever was put off; each with the seconds that it took."""
    rows = line.model._default_manager
    due = rows.filter(due_at__isnull=False).order_by("pk")
    while sum(ask_for([line])) or due.exists():
        for pk in list(due.values_list("pk", flat=True)):
            due.filter(pk=pk).update(due_at=timezone.now(), attempts=0)
            begun = time.monotonic()
            row = rows.with_subject().get(pk=pk)
            make(row)
            if row := rows.with_subject().filter(pk=pk).first():
                yield row, time.monotonic() - begun
        if due.exists():
            # What fails now fails again.
            break


def tidy() -> int:
    """Deletes files that no row names."""
    there = those_there()
    kept: set[str] = set()
    for line in LINES:
        kept |= set(line.model._default_manager.values_list("file", flat=True))
    count = 0
    for name in there - kept:
        if is_older(name, ABANDONED):
            remove(name)
            count += 1
    return count
