"""Facts that every request needs, kept in this process until a table changes.

Whoever reads a fact says how to ask for it; what is kept holds until one of the tables
changes that it comes from (``follow``). Two tell: signals, of what this process does
itself, and PostgreSQL, of what anybody does (``listening.py``). While nobody listens,
what is kept is asked for again after a minute.

What is read inside a transaction is kept for that transaction, since it may be of rows
that nobody else will ever see.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable
from math import inf
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

from django.apps import apps
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.models import Model
from django.db.models.signals import post_delete

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Seconds for which a fact is kept if nobody tells of changes.
SECONDS = 60
# Seconds for which a database that failed is not asked again by one who knows what it
# said before.
PAUSE = 5
# Answers that one kind of fact may have, unless it says less.
MANY = 50_000


class Entry(NamedTuple):
    value: Any
    generation: int
    read_at: float


class Transaction:
    """What was read and changed since a transaction began, or since a part of it was
    taken back: then Django makes a new list of what is to be done at its end."""

    def __init__(self, hooks: list) -> None:
        self.hooks = hooks
        self.kept: dict[Facts, dict] = {}
        doers = (getattr(hook[1], "__self__", None) for hook in hooks)
        self.changed = {doer for doer in doers if isinstance(doer, Facts)}


class Here(threading.local):
    transaction: Transaction | None = None
    # The tables of facts that were asked for, while somebody wishes to know.
    asked: set[str] | None = None
    # Whether this request was given what is perhaps old.
    has_old = False
    # Until when (monotonic) what it was given of what is kept may be given out.
    until = inf

    def __init__(self) -> None:
        self.leases: dict[tuple[Facts, Hashable], int] = {}


class Told:
    """Until when this process may rely on being told of changes (monotonic), and of
    which tables."""

    until = 0.0
    tables: frozenset[str] = frozenset()


def is_told() -> bool:
    """Whether this process hears at once of whatever changes. On SQLite it is one
    process that changes everything."""
    return connection.vendor == "sqlite" or monotonic() < Told.until


here = Here()
every: list["Facts"] = []
lock = threading.Lock()
# Who keeps what is made of facts, and so hears of a change after them; of the table, or
# of nothing, if anything may have changed.
hearers: list[Callable[[str | None], None]] = []
# Stands among tables for what is perhaps old already. Nobody tells of it.
OLD = "?"


def transaction_now() -> Transaction | None:
    # Asked for with each fact: once behind Django's stand-in for it.
    own = connections[DEFAULT_DB_ALIAS]
    if not own.in_atomic_block:
        here.transaction = None
        return None
    hooks = own.run_on_commit
    if here.transaction is None or here.transaction.hooks is not hooks:
        here.transaction = Transaction(hooks)
    return here.transaction


class Facts(Generic[K, V]):
    """``is_kept_in_outages``: what a database that fails has said before is given
    until it answers; else who asks meets its error, because what has just been taken
    from the public is no answer."""

    def __init__(
        self, name: str, many: int = MANY, is_kept_in_outages: bool = True
    ) -> None:
        self.name = name
        self.many = many
        self.is_kept_in_outages = is_kept_in_outages
        self.tables: set[str] = set()
        self.generation = 0
        self.kept: dict[K, Entry] = {}
        self.ask_again_at = 0.0
        every.append(self)

    def __repr__(self) -> str:
        return f"<Facts: {self.name}>"

    def follow(self, *models: type[Model]) -> None:
        """The models whose rows it comes from; said in ``ready()``."""
        self.tables |= {model._meta.db_table for model in models}
        # Of these alone: a receiver for all models would have Django read each row of
        # any table before it deletes it. Of a page it tells for each of its models.
        for model in models:
            post_delete.connect(changed, sender=model)

    def of(self, key: K, ask: Callable[[], V]) -> V:
        return self.of_many([key], lambda _keys: {key: ask()})[key]

    def of_many(self, keys: Iterable[K], ask: Callable[[list[K]], dict[K, V]]) -> dict:
        """Asks for those that are missing, all at once."""
        places = self.places()
        found, missing = {}, []
        for key in keys:
            if (entry := self.entry(key, places)) is None:
                missing.append(key)
            else:
                found[key] = entry.value
        return found | self.read(missing, ask, places) if missing else found

    def last(self, key: K, default: V) -> V:
        """What was so when it was read last. Asks nobody."""
        for place in self.places():
            if entry := place.get(key):
                return entry.value
        return default

    def places(self) -> list[dict[K, Entry]]:
        """Where it may be kept, the nearest first."""
        if here.asked is not None:
            here.asked |= self.tables
        now = transaction_now()
        if now is None:
            return [self.kept]
        own = now.kept.setdefault(self, {})
        return [own] if self in now.changed else [own, self.kept]

    def entry(self, key: K, places: list[dict[K, Entry]]) -> Entry | None:
        for place in places:
            entry = place.get(key)
            if entry is None or entry.generation != self.generation:
                continue
            now = monotonic()
            if now < Told.until or now - entry.read_at < SECONDS:
                return entry
        return None

    def read(
        self,
        keys: list[K],
        ask: Callable[[list[K]], dict[K, V]],
        places: list[dict[K, Entry]],
    ) -> dict[K, V]:
        place = places[0]
        # Whoever asks while something changes has asked too early.
        generation = self.generation
        # Nothing changes in a database that does not answer.
        known = place is self.kept and all(key in place for key in keys)
        known = known and self.is_kept_in_outages
        if known and monotonic() < self.ask_again_at:
            return self.as_before(keys, place)
        try:
            found = ask(keys)
        except (OperationalError, InterfaceError):
            if not known:
                raise
            self.ask_again_at = monotonic() + PAUSE
            return self.as_before(keys, place)
        self.keep(found, generation, place)
        return found

    @staticmethod
    def as_before(keys: list[K], place: dict[K, Entry]) -> dict[K, V]:
        here.has_old = True
        if here.asked is not None:
            here.asked.add(OLD)
        return {key: place[key].value for key in keys}

    def keep(self, found: dict[K, V], generation: int, place: dict[K, Entry]) -> None:
        if len(place) > self.many:
            place.clear()
        now = monotonic()
        place.update({key: Entry(found[key], generation, now) for key in found})

    def look(self, key: K) -> V | None:
        """For those who look first and tell us then what they have read (``put``)."""
        if entry := self.entry(key, self.places()):
            return entry.value
        here.leases[self, key] = self.generation
        return None

    def put(self, key: K, value: V) -> None:
        generation = here.leases.pop((self, key), None)
        if generation is not None:
            self.keep({key: value}, generation, self.places()[0])

    def expire(self) -> None:
        with lock:
            self.generation += 1

    def forget(self, **kwargs: object) -> None:
        """Something has changed, perhaps in a transaction: then others go on with what
        they know until it ends."""
        now = transaction_now()
        if now is None:
            self.expire()
        elif self in now.changed:
            now.kept.pop(self, None)
        else:
            now.kept.pop(self, None)
            now.changed.add(self)
            transaction.on_commit(self.expire)


def of_table(table: str) -> list[Facts]:
    return [each for each in every if table in each.tables]


# What a draft is saved in, as Django names the fields that are written.
OF_DRAFTS = frozenset(
    ("draft_title", "has_unpublished_changes", "latest_revision")
    + ("latest_revision_created_at", "wagtail_admin_comments")
)


def is_of_draft(update_fields: Collection[str] | None) -> bool:
    """Whether a row was saved for the sake of its draft alone."""
    return bool(update_fields) and OF_DRAFTS.issuperset(update_fields or ())


def changed(
    sender: type[Model], update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    """Hears of every row that this process saves or deletes."""
    if is_of_draft(update_fields):
        return
    options = sender._meta
    tables = {options.db_table, *(each._meta.db_table for each in options.all_parents)}
    for each in every:
        if not tables.isdisjoint(each.tables):
            each.forget()


def pages_changed(**kwargs: object) -> None:
    """Wagtail has changed pages without saving each."""
    changed(apps.get_model("wagtailcore", "Page"))


def expire(table: str) -> None:
    """Somebody has changed a table, and is through with it."""
    for each in of_table(table):
        each.expire()
    for hear in hearers:
        hear(table)


def expire_all() -> None:
    for each in every:
        each.expire()
    for hear in hearers:
        hear(None)


def forget_all() -> None:
    """As if the process had just begun."""
    for each in every:
        each.expire()
        each.kept.clear()
        each.ask_again_at = 0.0
    for hear in hearers:
        hear(None)
    here.transaction = None
    here.leases.clear()
