"""Tells what keeps copies that they are old.

Twice: an answer that was being made while the change was committed may be kept after
the first time. A worker does it; when it cannot, the rows wait.
"""

import logging
import time
from collections import deque
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import get_backends

from . import addresses
from .models import EVERYTHING, Change

# Seconds until it is said once more; longer than an answer takes that is not late.
AGAIN = 2.5
# Rows that are worked off at a time.
BATCH = 1000
# Paths that are told of in one step of the worker, for a second or less.
STEP = 5000
# Of so many pages forgotten copies are fetched anew; the others when somebody asks.
REFILLED = 2000

# Seconds for which signatures are let come in before pages are fetched anew.
PAUSE = 30

# Paths to be fetched anew, by this process, and from when on.
waiting: deque[str] = deque()
pause = [0.0]
# What this process has begun to tell: one at most.
rounds: "list[Round]" = []


class Complaints(logging.Handler):
    """Wagtail's own backends tell of failures in the log alone."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.number += 1


class NotToldError(Exception):
    """One of the backends could not be told; the class alone stands in the log."""


def forget(paths: list[str]) -> None:
    """Raises what a backend raises, or ``NotToldError``."""
    base = settings.WAGTAILADMIN_BASE_URL
    urls = [base + path for path in paths]
    host = urlsplit(base).hostname or ""
    logger = logging.getLogger("wagtail.frontendcache")
    complaints = Complaints()
    logger.addHandler(complaints)
    try:
        for backend in get_backends().values():
            if backend.invalidates_hostname(host):
                backend.purge_batch(urls)
    finally:
        logger.removeHandler(complaints)
    if complaints.number:
        raise NotToldError


class Round:
    """Changes that are being told of, for the first time or once more."""

    def __init__(self, new: list[Change], again: list[Change]) -> None:
        self.new, self.again = new, again
        self.paths = addresses.paths_of(row.what for row in (*new, *again))
        self.told = 0

    def step(self) -> bool:
        """Whether that was the last one."""
        forget(self.paths[self.told : self.told + STEP])
        self.told += STEP
        return self.told >= len(self.paths)

    def end(self) -> None:
        new, again = self.new, self.again
        rows = Change.objects.filter(pk__in=[row.pk for row in new])
        rows.update(told_at=timezone.now())
        Change.objects.filter(pk__in=[row.pk for row in again]).delete()
        if again and not new:
            is_all = any(row.what == EVERYTHING for row in again)
            refill(self.paths, at_once=is_all)


def begin_round() -> Round | None:
    now = timezone.now()
    new = list(Change.objects.filter(told_at=None).order_by("pk")[:BATCH])
    told = Change.objects.filter(told_at__lte=now - timedelta(seconds=AGAIN))
    again = list(told.order_by("pk")[:BATCH])
    return Round(new, again) if new or again else None


def run() -> int:
    """One step; whether it did anything. Of many pages mails leave between steps."""
    if not settings.WAGTAILFRONTENDCACHE:
        return 0
    # What fails half way is begun anew: its rows wait.
    present = rounds.pop() if rounds else begin_round()
    if present is None:
        return 0
    if present.step():
        present.end()
    else:
        rounds.append(present)
    return 1


def refill(paths: list[str], *, at_once: bool) -> None:
    """Soon, so that what was forgotten is there when the application is not.

    Signatures may come by the second: for them, once in ``PAUSE``.
    """
    shown = {*addresses.of_sitemap()}
    known = {*waiting}
    wanted = [path for path in paths if path in shown and path not in known]
    if at_once:
        pause[0] = 0
    elif not waiting:
        pause[0] = time.monotonic() + PAUSE
    waiting.extend(wanted[:REFILLED])
