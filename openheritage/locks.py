"""Locks that all processes of the site share, because they lie in the database."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def exclusively(name: str, *, wait: bool = True) -> Iterator[bool]:
    """Holds the lock ``name`` until the transaction around it ends.

    Yields whether it is held: ``False`` only without ``wait``, when another
    process has it. On SQLite a transaction (``IMMEDIATE``) is the lock itself.
    Raises ``RuntimeError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A lock lasts as long as its transaction: begin one.")
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number_of(name)])
            held = True
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number_of(name)])
            held = cursor.fetchone()[0]
    yield held


@contextmanager
def exclusively_in_session(name: str) -> Iterator[bool]:
    """Holds the lock ``name`` without a transaction: for work that speaks to others
    for long. Does not wait; yields whether it is held.

    The lock ends with the connection at the latest. On SQLite there is one worker,
    and nothing is locked: that would keep readers' writes out.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number_of(name)])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number_of(name)])


def number_of(name: str) -> int:
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
