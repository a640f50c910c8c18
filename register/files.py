"""The lists of many signatures as files, made by the worker in small steps.

A file is joined from parts. A part or file that holds what is public no more is
dropped in the transaction in which that leaves (``forget``), and what was being made
meanwhile is not put in its place (``is_current``).
"""

import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from openheritage import stored_files
from openheritage.joined_gzip import Joined, Part, pack
from openheritage.locks import exclusively, exclusively_in_session

from . import chain
from .models import ListFile, ListPart, RegisterEntry
from .series import Register, Series, Signatories, all_series

FOLDER = "lists"
# Up to here a list is made while somebody waits: it takes about as long as a page.
AT_ONCE = 2000
# Seconds that additions wait, at least: and ten times as long as making took.
PATIENCE, SHARE = 60, 10
# By then whatever a transaction that has just ended deletes is deleted.
ABANDONED = timedelta(seconds=10)


def are_made(head: RegisterEntry | None) -> bool:
    return head is not None and head.sequence > AT_ONCE


# What leaves ----------------------------------------------------------------------


def forget(series: type[Series], key: int | None) -> None:
    """Whatever holds the row of that key, or may hold it; in the transaction in which
    it leaves."""
    parts = ListPart.objects.filter(series=series.name)
    (parts if key is None else parts.holding(key)).drop()
    ListFile.objects.filter(series=series.name).drop()


def forget_signature(published_at: datetime | None) -> None:
    forget(Signatories, Signatories.key(published_at) if published_at else None)


def forget_entry(sequence: int) -> None:
    # Rows that are deleted after their time have no entry that ``is_current`` finds.
    with exclusively("signatures.register"):
        forget(Register, sequence)


def is_current(head: RegisterEntry | None) -> bool:
    """Whether nothing has left since ``head``. Under the lock of the register, so that
    what leaves at the same moment waits, and then finds what was made."""
    newer = RegisterEntry.objects.filter(sequence__gt=head.sequence if head else 0)
    return not newer.exclude(event=RegisterEntry.Event.PUBLISHED).exists()


# What is made ---------------------------------------------------------------------


def step() -> int:
    """One part, or the files of one series; 0 when nothing is due."""
    head = chain.head()
    if head is None or not are_made(head):
        for rows in (ListPart.objects.all(), ListFile.objects.all()):
            with transaction.atomic():
                rows.drop()
        return 0
    with exclusively_in_session("register.files") as is_mine:
        return int(is_mine and any(step_of(each, head) for each in all_series()))


def step_of(series: Series, head: RegisterEntry) -> bool:
    frame = series.frame()
    key = f"{head.hash}-{frame[:16]}"
    if not is_due(series, key):
        return False
    parts: list[ListPart] = []
    first: int | None = 0
    known = iter(ListPart.objects.filter(series=series.name).order_by("first"))
    following = next(known, None)
    while first is not None:
        if following is None or following.first > first:
            before = following.first if following else None
            return make_part(series, frame, head, first, before)
        if not holds(series, following, frame):
            with transaction.atomic():
                ListPart.objects.filter(pk=following.pk).drop()
            return True
        parts.append(following)
        first, following = following.end, next(known, None)
    return join(series, key, head, parts)


def is_due(series: Series, key: str) -> bool:
    files = ListFile.objects.filter(series=series.name)
    there = {file.form: file for file in files}
    if set(there) != set(series.forms):
        return True
    age = timezone.now() - min(file.made_at for file in there.values())
    took = max(file.took for file in there.values())
    is_old = age > timedelta(seconds=max(PATIENCE, SHARE * took))
    return is_old and any(file.key != key for file in there.values())


def holds(series: Series, part: ListPart, frame: str) -> bool:
    if part.frame != frame or part.rows != series.count(part.first, part.end):
        return False
    # What was open and is full now is divided.
    return part.end is not None or series.end(part.first, None) is None


def make_part(
    series: Series, frame: str, head: RegisterEntry, first: int, before: int | None
) -> bool:
    end = series.end(first, before)
    count, kept = series.count(first, end), series.kept(first, end, head)
    content, forms = written(series, first, end)
    name = stored_files.store(FOLDER, "part", ContentFile(content))
    with transaction.atomic(), exclusively("signatures.register"):
        made = is_current(head) and series.kept(first, end, head) == kept
        made = made and (end is None or series.count(first, end) == count)
        if made:
            facts = {"first": first, "end": end, "rows": count, "frame": frame}
            ListPart.objects.create(series=series.name, file=name, forms=forms, **facts)
    if not made:
        stored_files.remove([name])
    return True


def written(
    series: Series, first: int, end: int | None
) -> tuple[bytes, dict[str, list[int]]]:
    """The rows in each form, one after the other, and where each form lies."""
    lines: dict[str, list[str]] = {form: [] for form in series.forms}
    for line in series.lines(first, end):
        for form, text in line.items():
            lines[form].append(text)
    content, forms = bytearray(), {}
    for form, shape in series.forms.items():
        part = pack([shape.between.join(lines.pop(form)).encode()])
        forms[form] = [len(content), len(part.packed), part.crc, part.size]
        content += part.packed
    return bytes(content), forms


def join(series: Series, key: str, head: RegisterEntry, parts: list[ListPart]) -> bool:
    """All files of a series. A part that was dropped meanwhile takes them with it."""
    begun = time.monotonic()
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {
            # A folder for what is passing may be memory, and small.
            form: stack.enter_context(TemporaryFile(dir=settings.VAR_DIR))
            for form in series.forms
        }
        for part in parts:
            if not default_storage.exists(part.file):
                # A disk that was restored without it, or it left just now.
                with transaction.atomic():
                    ListPart.objects.filter(pk=part.pk).drop()
                return True
        try:
            fill(series, head, parts, files)
        except FileNotFoundError:
            # It left just now.
            return True
        names = stored_files.store_all(FOLDER, "list", files)
    used = [part.pk for part in parts]
    facts = {"modified": head.at, "made_at": timezone.now()}
    with transaction.atomic(), exclusively("signatures.register"):
        made = ListPart.objects.filter(pk__in=used).count() == len(used)
        if made:
            ListFile.objects.filter(series=series.name).drop()
            took = time.monotonic() - begun
            ListFile.objects.bulk_create(
                ListFile(
                    series=series.name,
                    form=form,
                    key=key,
                    file=name,
                    took=took,
                    **facts,
                )
                for form, name in names.items()
            )
    if not made:
        stored_files.remove(names.values())
    # What a worker left that was killed may name who has left. Nobody else makes
    # files now: this one holds the lock.
    tidy(ABANDONED)
    return True


def fill(
    series: Series,
    head: RegisterEntry,
    parts: list[ListPart],
    files: dict[str, IO[bytes]],
) -> None:
    joined = {form: Joined(file) for form, file in files.items()}
    for form, shape in series.forms.items():
        joined[form].add(pack([shape.head(head).encode()]))
    is_first = dict.fromkeys(series.forms, True)
    for part in parts:
        with default_storage.open(part.file) as file:
            content = file.read()
        for form, shape in series.forms.items():
            offset, length, crc, size = part.forms[form]
            if not size:
                continue
            between = shape.first if is_first[form] else shape.between
            is_first[form] = False
            joined[form].add(pack([between.encode()]))
            packed = content[offset : offset + length]
            joined[form].add(Part(packed, crc, size))
    for form, shape in series.forms.items():
        joined[form].add(pack([shape.end.encode()]))
        joined[form].end()
        files[form].seek(0)


def make_all() -> None:
    while step():
        pass


def tidy(older: timedelta = stored_files.ABANDONED) -> None:
    stored_files.tidy(FOLDER, ListPart, ListFile, older=older)
