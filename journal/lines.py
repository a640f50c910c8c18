"""How a line is begun: beside the deed, in its transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from openheritage.composed import insert

from . import flushing
from .models import Line

# What is done again was told before.
silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    token = silent.set(True)
    try:
        yield
    finally:
        silent.reset(token)


def begin(kind: str, **data: Any) -> None:
    """As ``write``, for whoever does much of the same, and flushes the journal then.
    The worker does what was left."""
    if not silent.get():
        insert([Line(kind=kind, data=data)])


def write(kind: str, **data: Any) -> None:
    """Notes that something was done. Committed with it or not at all; the file has
    it a moment later, or as soon as there is room on its disk."""
    if silent.get():
        return
    begin(kind, **data)
    waiting = transaction.get_connection().run_on_commit
    if all(function is not flushing.flush for _sids, function, *_ in waiting):
        transaction.on_commit(flushing.flush, robust=True)
