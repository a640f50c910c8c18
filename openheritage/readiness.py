"""Asks all checks (``health.py``) in a moment, and keeps the answer for another one.

At most: ``watch.answers``, ``APART``, and two statements that get ``STATEMENT`` each.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from . import pending
from .health import NOTHING, OK, UNKNOWN, Answer, Check, Found, Row, checks

logger = logging.getLogger(__name__)

# Seconds for what is asked apart, and for each statement.
APART = 0.8
STATEMENT = 1.0


@contextmanager
def patiently(seconds: float) -> Iterator[None]:
    """Has this thread's connection give up sooner, where it can: ``engine/base.py``."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield
        return
    raw: Any = connection.connection
    if not hasattr(raw, "longest"):
        yield
        return
    longest, raw.longest = raw.longest, seconds
    try:
        yield
    finally:
        raw.longest = longest


def answers(questions: list[QuerySet]) -> dict[str, Row]:
    """One statement, so that all are of the same moment."""
    if not questions:
        return {}
    first, *others = questions
    rows = first.union(*others, all=True) if others else first
    return {
        row["question"]: Row(
            row["asked_at"], row["asked_number"] or 0, row["asked_now"]
        )
        for row in rows
    }


class Apart:
    """Asks in one thread, which may be held for ever; then no second one is begun."""

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None

    def ask(self, asked: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        """What was there in time, by name."""
        if self.thread and self.thread.is_alive():
            return {}
        found: dict[str, Any] = {}

        def run() -> None:
            for name, ask in asked.items():
                try:
                    found[name] = ask()
                except Exception as error:  # noqa: BLE001 - then it is not known
                    complain(name, error)

        self.thread = threading.Thread(target=run, name="health", daemon=True)
        self.thread.start()
        self.thread.join(APART)
        return dict(found)


def complain(name: str, error: Exception) -> None:
    logger.error("The check of %s failed (%s).", name, type(error).__name__)


@dataclass
class Report:
    """All that is known at a moment, by the names of the checks."""

    answers: dict[str, Answer]
    has_database: bool
    at: float = field(default_factory=monotonic)

    @property
    def is_failing(self) -> bool:
        """Whether no pages can be served. What is not known is no reason: all
        processes would go at once."""
        return not self.has_database or any(
            checks[name].is_critical and answer.state == "failing"
            for name, answer in self.answers.items()
            if name in checks
        )

    @property
    def status(self) -> str:
        return "failing" if self.is_failing else OK

    def words(self) -> dict[str, str]:
        return {name: answer.word for name, answer in self.answers.items()}

    def details(self) -> dict[str, dict[str, Any]]:
        """For the monitoring: ``{"worker": {"state": "ok", …}}``."""
        return {name: self.detail(name) for name in self.answers}

    def detail(self, name: str) -> dict[str, Any]:
        answer = self.answers[name]
        told: dict[str, Any] = {
            "state": answer.state,
            "word": answer.word,
            "critical": checks[name].is_critical,
        }
        for figure, value, label in answer.readings:
            if figure.label:
                told.setdefault(figure.name, {})[label] = value
            else:
                told[figure.name] = value
        return told


class Kept:
    """The last report of this process, which is given again for a while."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.apart = Apart()
        self.last: Report | None = None

    def report(self, *, has_database: bool) -> Report:
        if good := self.good(has_database):
            return good
        last = self.last
        # While one looks, the others are told what was known.
        if not self.lock.acquire(timeout=0.0 if last else APART + 2 * STATEMENT):
            return last or Report({}, has_database)
        try:
            found = self.good(has_database)
            if found is None:
                found = self.last = look(self.apart, has_database=has_database)
            return found
        finally:
            self.lock.release()

    def good(self, has_database: bool) -> Report | None:
        """The last one, if it still holds."""
        last = self.last
        if last is None or last.has_database != has_database:
            return None
        return last if monotonic() - last.at < settings.HEALTH_KEPT else None


kept = Kept()


def report(*, has_database: bool = True) -> Report:
    """``has_database``: whether it has just answered."""
    return kept.report(has_database=has_database)


def look(apart: Apart, *, has_database: bool) -> Report:
    known = dict(checks)
    aside = {name: each.apart for name, each in known.items() if each.apart}
    found = apart.ask(aside)
    rows: dict[str, Row] | None = None
    if has_database:
        with patiently(STATEMENT):
            rows = ask_database(known, found)
            # What they look at beside it is of the same database.
            told = [answer_of(name, each, found, rows) for name, each in known.items()]
    else:
        told = [answer_of(name, each, found, rows) for name, each in known.items()]
    answers = dict(zip(known, told, strict=True))
    return Report(
        {name: answer for name, answer in answers.items() if answer.word}, has_database
    )


def ask_database(
    known: dict[str, Check], found: dict[str, Any]
) -> dict[str, Row] | None:
    """``None`` when it cannot be known. While migrations are pending, no more than
    that: tables may be missing."""
    try:
        rows = {pending.NAME: Row(None, len(pending.migrations()), None)}
        if rows[pending.NAME].number:
            return rows
        questions: list[QuerySet] = []
        for name, each in known.items():
            if each.questions and (not each.apart or name in found):
                questions += each.questions(found.get(name))
        return rows | answers(questions)
    except DatabaseError as error:
        complain("what the database holds", error)
        return None


def word_of(name: str) -> str:
    """What one check says now, for whoever tells of it elsewhere."""
    check = checks[name]
    apart = check.apart() if check.apart else None
    asked = list(check.questions(apart)) if check.questions else []
    rows = {pending.NAME: NOTHING} | answers(asked)
    return answer_of(name, check, {name: apart}, rows).word


def answer_of(
    name: str, check: Check, found: dict[str, Any], rows: dict[str, Row] | None
) -> Answer:
    if check.apart and name not in found:
        return Answer(UNKNOWN)
    is_pending = rows is not None and rows[pending.NAME].number > 0
    if check.questions and (rows is None or (is_pending and name != pending.NAME)):
        return Answer(UNKNOWN)
    try:
        answer = check.look(Found(rows or {}, found.get(name)))
    except Exception as error:  # noqa: BLE001 - an answer as well
        complain(name, error)
        return Answer(UNKNOWN)
    return Answer(answer) if isinstance(answer, str) else answer
