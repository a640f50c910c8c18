"""What the readiness check, the metrics and staff are told: apps register what they
know of themselves; ``readiness.py`` asks all of them.

A check may ask three ways, so that the whole of it answers in a moment and never
hangs: *apart*, in a thread beside the request, what may keep silent for ever (a disk of
another machine); by *questions* to the database, all of which are one statement; and at
once. Only those that are critical take the site out of service.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.db.models import CharField, Count, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast, Now

from .words import Words

OK, UNKNOWN = "ok", "unknown"


@dataclass(frozen=True)
class Figure:
    """A number that the monitoring reads; ``label`` tells several of a name apart."""

    name: str
    help: str
    label: str = ""

    def of(self, value: float, label: str = "") -> "Reading":
        return Reading(self, float(value), label)


class Reading(NamedTuple):
    figure: Figure
    value: float
    # The value of the figure's label.
    label: str


@dataclass(frozen=True)
class Answer:
    # "ok", or what is wrong; empty where it does not apply.
    word: str
    readings: tuple[Reading, ...] = ()

    @property
    def state(self) -> Literal["ok", "failing", "unknown"]:
        if self.word == OK:
            return "ok"
        return "unknown" if self.word == UNKNOWN else "failing"


class Row(NamedTuple):
    """The answer to a question, with the time of the database's clock."""

    at: datetime | None
    number: int
    now: datetime | None

    @property
    def age(self) -> float:
        """Seconds; 0 without a time."""
        if self.at is None or self.now is None:
            return 0.0
        return max((self.now - self.at).total_seconds(), 0.0)


NOTHING = Row(None, 0, None)


@dataclass
class Found:
    rows: dict[str, Row] = field(default_factory=dict)
    # What was found apart.
    apart: Any = None

    def __getitem__(self, question: str) -> Row:
        return self.rows.get(question, NOTHING)


@dataclass(frozen=True)
class Check:
    look: Callable[[Found], Answer | str]
    # Given what was found apart.
    questions: Callable[[Any], Iterable[QuerySet]] | None = None
    apart: Callable[[], Any] | None = None
    is_critical: bool = False
    # What staff read: its name, and what to do.
    label: Words = ""
    advice: Words = ""
    # Whether the home page of staff tells of it by a panel of its own.
    has_panel: bool = False


checks: dict[str, Check] = {}


def register(name: str, check: Callable[[], Answer | str], **more: Any) -> None:
    """``check`` answers at once, or after a second at most; nothing, where it does
    not apply."""
    checks[name] = Check(lambda _found: check(), **more)


def observe(name: str, look: Callable[[Found], Answer | str], **more: Any) -> None:
    """``look`` makes its answer of what was found by ``questions`` and ``apart``."""
    checks[name] = Check(look, **more)


def question(
    name: str, rows: QuerySet, *, at: Any = None, number: Any = None
) -> QuerySet:
    """Of all rows together: a time and a number (of rows, unless it is said)."""
    return ask(
        Value(name, output_field=CharField()),
        rows,
        at=Cast(Value(None), DateTimeField()) if at is None else at,
        number=Count("pk") if number is None else number,
    )


def ask(name: Any, rows: QuerySet, *, at: Any, number: Any) -> QuerySet:
    asked = rows.order_by().values(question=name)
    return asked.annotate(asked_at=at, asked_number=number, asked_now=Now())
