"""A flood of lines that are alike: the first in full, then one a minute that counts.

When the database goes, each request fails at the same place, and the lines that tell
why are soon pushed out of whatever keeps them. Apart from everything else, because
logging is set up before models are.
"""

import logging
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import request_ids
from .failures import kind, place, where
from .outages import is_outage

# Lines in full, before a flood is one.
FEW = 3
# Seconds between two lines about it; a flood that pauses for as long is over.
MINUTE = 60
# Floods at once that are told apart.
MOST = 200

NUMBER = re.compile(r"\d+")


@dataclass
class Flood:
    # The last one, without what led to it.
    last: logging.LogRecord
    lines: int = 0
    left_out: int = 0


def key_of(record: logging.LogRecord) -> Hashable:
    """What is alike: the same error from the same place, the same status of an answer,
    the same words but for numbers."""
    status = getattr(record, "status_code", 0)
    if record.exc_info and (error := record.exc_info[1]):
        return record.name, type(error), place(error), where(error)
    if status and status >= 500:
        return record.name, status
    return record.name, record.levelno, NUMBER.sub("#", record.getMessage())


def in_short(record: logging.LogRecord) -> None:
    """An outage is no fault of the code's: no traceback says more than its place."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and is_outage(error):
        told = f"{kind(error.__cause__ or error)} at {place(error)}"
        record.msg, record.args = f"{record.getMessage()} ({told})", ()
        record.exc_info = record.exc_text = None


def in_a_line(record: logging.LogRecord) -> logging.LogRecord:
    values: dict[str, object] = {"name": record.name, "msg": record.getMessage()}
    values |= {"levelname": record.levelname, "levelno": record.levelno}
    # It is written by another thread, which is at nothing.
    values["work"] = request_ids.present()
    return logging.makeLogRecord(values)


class Handler(logging.StreamHandler):
    """Writes what is no warning as it comes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.floods: OrderedDict[Hashable, Flood] = OrderedDict()
        self.timer: threading.Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Called with the handler's lock."""
        if record.levelno < logging.WARNING:
            return super().emit(record)
        try:
            key = key_of(record)
            in_short(record)
            is_told = self.is_told(key, record)
        except Exception:  # noqa: BLE001 - what cannot be read is written all the same
            is_told = True
        if is_told:
            super().emit(record)
        return None

    def is_told(self, key: Hashable, record: logging.LogRecord) -> bool:
        if key not in self.floods and len(self.floods) >= MOST:
            _key, oldest = self.floods.popitem(last=False)
            self.tell(oldest)
        flood = self.floods.setdefault(key, Flood(record))
        flood.last = in_a_line(record)
        self.begin()
        if flood.lines < FEW:
            flood.lines += 1
            return True
        flood.left_out += 1
        return False

    def begin(self) -> None:
        # After a fork the thread is the parent's, and dead here.
        if self.timer is None or not self.timer.is_alive():
            self.timer = threading.Timer(MINUTE, self.look)
            self.timer.daemon = True
            self.timer.start()

    def look(self) -> None:
        """Once a minute, as long as there is something to tell."""
        self.acquire()
        try:
            self.timer = None
            for key, flood in [*self.floods.items()]:
                if flood.left_out:
                    self.tell(flood)
                else:
                    del self.floods[key]
            if self.floods:
                self.begin()
        finally:
            self.release()

    def tell(self, flood: Flood) -> None:
        if flood.left_out:
            words = flood.last.getMessage()
            flood.last.msg = f"{words} … and {flood.left_out} more like this."
            super().emit(flood.last)
        flood.left_out = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name
        """logging would print what was to be said, with all of its arguments."""
        if not (error := sys.exception()):
            return
        told = f"A line cannot be written ({type(error).__name__} at {where(error)})."
        values = {"name": __name__, "levelname": "ERROR", "msg": told}
        with suppress(Exception):
            line = self.format(logging.makeLogRecord(values))
            self.stream.write(line + self.terminator)
            self.flush()

    def close(self) -> None:
        """At the end of the process."""
        if self.timer:
            self.timer.cancel()
        for flood in self.floods.values():
            self.tell(flood)
        self.floods.clear()
        super().close()
