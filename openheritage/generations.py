"""What pages are made of, and how long what is made of it is good.

Tables whose changes are told together are a group; each change raises the group's
number, and what was made under another number is not given out. What a page was made
of is seen while it is made: the tables in its statements, and those of the facts that
it asked for. If PostgreSQL does not tell of one of them (``listening.py``), nothing is
kept.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import inf
from time import monotonic, time
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import Error, connection
from django.db.models import Model

from . import facts

Key = tuple[str, ...]

# Seconds for which anything is kept: pages tell how long ago something was.
LONGEST = 60
DAY = 24 * 3600
# In one room.
MOST = 5000
# Change with the code alone.
SETTLED = frozenset({"django_content_type"})
WORDS = re.compile(r"\w+")


class Group:
    """Tables whose changes are told together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: set[str] = set()
        self.generation = 0

    def follow(self, *models: type[Model]) -> None:
        """Said in ``ready()``."""
        self.tables |= {model._meta.db_table for model in models}


# All that has no group of its own; every page is made of it.
PAGES = Group("pages")
# What many change, and not every page shows: so that their changes leave the others.
REGISTER = Group("register")
TRANSLATORS = Group("translators")
SEARCH = Group("search")
# No page shows them: all stay.
BANS = Group("bans")
APART = (REGISTER, TRANSLATORS, SEARCH, BANS)
GROUPS = (PAGES, *APART)


def hear(table: str | None) -> None:
    found = [group for group in APART if table in group.tables]
    for group in GROUPS if table is None else found or [PAGES]:
        group.generation += 1


facts.hearers.append(hear)


class Kept:
    """What is good until one of its groups changes, or its time is over."""

    size: int
    tables: set[str]
    until = 0.0

    def hold(self, tables: set[str], before: dict[Group, int], began: float) -> bool:
        """Whether it may be kept: made of ``tables``, when the groups were ``before``
        or later, from the time on at which it was begun. It ends with the first part
        that is in it: called where that is noted."""
        if not tables <= facts.Told.tables | SETTLED:
            return False
        self.groups = [PAGES, *(each for each in APART if each.tables & tables)]
        self.generations = [before[group] for group in self.groups]
        # Days begin at midnight, in UTC.
        spent = max(0.0, time() - began)
        own = monotonic() + min(LONGEST, DAY - began % DAY) - spent
        self.until = facts.here.until = min(own, facts.here.until)
        return True

    def give(self) -> None:
        """Whatever is being made, is made of this, too."""
        facts.here.until = min(self.until, facts.here.until)
        if facts.here.asked is not None:
            facts.here.asked |= self.tables

    @property
    def is_good(self) -> bool:
        return monotonic() < self.until and self.generations == [
            group.generation for group in self.groups
        ]


K = TypeVar("K", bound=Kept)


class Room(Generic[K]):
    """The oldest make room for new ones."""

    def __init__(self, megabytes: Callable[[], float]) -> None:
        self.megabytes = megabytes
        self.kept: dict[Key, K] = {}
        self.size = 0
        self.lock = threading.Lock()

    def put(self, key: Key, entry: K) -> None:
        most = self.megabytes() * 1_000_000
        with self.lock:
            self.drop(key)
            self.kept[key] = entry
            self.size += entry.size
            while self.size > most or len(self.kept) > MOST:
                self.drop(next(iter(self.kept)))

    def sweep(self) -> None:
        """Drops the oldest that are not good any more."""
        with self.lock:
            while self.kept and not next(iter(self.kept.values())).is_good:
                self.drop(next(iter(self.kept)))

    def drop(self, key: Key) -> None:
        if old := self.kept.pop(key, None):
            self.size -= old.size

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0


@lru_cache(maxsize=1)
def all_tables() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models)


@lru_cache(maxsize=512)
def tables_in(sql: str) -> frozenset[str]:
    """The site makes the same statements again and again."""
    return all_tables().intersection(WORDS.findall(sql))


def note_again(*models: type[Model]) -> None:
    """Said where a part shows what another may have read: then it hangs on it, too."""
    if facts.here.asked is not None:
        facts.here.asked |= {model._meta.db_table for model in models}


@contextmanager
def noting() -> Iterator[set[str]]:
    """The tables that this thread reads within, and those of what it knew already; and
    until when that is good (``facts.here.until``)."""
    found: set[str] = set()

    def note(execute: Callable, sql: Any, *rest: Any) -> Any:
        found.update(tables_in(sql) if isinstance(sql, str) else {facts.OLD})
        try:
            return execute(sql, *rest)
        except Error:
            # A template may go on without (``{% if a > b %}`` is then not so).
            found.add(facts.OLD)
            raise

    # Whoever asks for a part may note for the whole.
    whole, outer = facts.here.asked, facts.here.until
    facts.here.asked, facts.here.until = found, inf
    try:
        with connection.execute_wrapper(note):
            yield found
    finally:
        facts.here.asked = whole
        facts.here.until = min(outer, facts.here.until)
        if whole is not None:
            whole |= found
