"""What this process counts for Prometheus: nothing, before it has begun.

Web processes come and go, and the worker is another one: each keeps what it counts in
files of its own (``metric_files``), and whichever is asked adds them up. What can be
read from the database is read when it is asked for, and counted nowhere. Labels are few
and fixed: names of views and results, never an address, a path or a person.
"""

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from . import metric_files

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

logger = logging.getLogger(__name__)

PREFIX = "openheritage_"
# Series of one tally in one process. The labels are fixed; this is for the day on which
# somebody adds one that is not.
MOST = 2000


class State:
    is_on = False


@dataclass(eq=False)
class Tally:
    """Counts things that happen."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    children: dict[tuple[str, ...], Any] = field(default_factory=dict)
    parent: Any = None

    def add(self, *values: str) -> None:
        if State.is_on and (child := self.child(values)):
            child.inc()

    def child(self, values: tuple[str, ...]) -> Any:
        found = self.children.get(values)
        if found is None and len(self.children) < MOST:
            if self.parent is None:
                self.parent = self.make()
            found = self.parent.labels(*values) if values else self.parent
            self.children[values] = found
        return found

    def make(self) -> "Counter | Histogram":
        from prometheus_client import Counter

        return Counter(PREFIX + self.name, self.help, self.labels, registry=None)


@dataclass(eq=False)
class Spread(Tally):
    """Counts how large things are, in a few classes."""

    buckets: tuple[float, ...] = ()

    def observe(self, value: float, *values: str) -> None:
        if State.is_on and (child := self.child(values)):
            child.observe(value)

    def make(self) -> "Counter | Histogram":
        from prometheus_client import Histogram

        return Histogram(
            *(PREFIX + self.name, self.help, self.labels),
            buckets=self.buckets,
            registry=None,
        )


REQUESTS = Tally(
    "requests",
    "Requests that the application answered; what the server in front answered from "
    "its copies is not among them.",
    ("view", "method", "status"),
)
SECONDS = Spread(
    "request_seconds",
    "Seconds until an answer began.",
    ("area",),
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
QUERIES = Spread(
    "request_queries",
    "Statements to the database for one answer.",
    ("area",),
    buckets=(0, 4, 8, 12, 25, 50, 100),
)
CACHE = Tally("cache_gets", "What was looked up in the cache.", ("result",))
PAGE_CACHE = Tally(
    "page_cache",
    "Pages that were answered from memory (hit), and made and kept there (kept).",
    ("result",),
)
BREAKERS = Tally(
    "breaker_openings", "How often a service was given up for a while.", ("service",)
)
MAILS = Tally("mails", "Attempts to send a mail, by what came of them.", ("result",))
JOB_FAILURES = Tally("job_failures", "Jobs of the worker that failed.", ("job",))

PROOFS = Tally(
    "checks_done", "Checks of the site's data that the worker went through.", ("check",)
)

TALLIES: tuple[Tally, ...] = (
    *(REQUESTS, SECONDS, QUERIES, CACHE, PAGE_CACHE, BREAKERS),
    *(MAILS, JOB_FAILURES, PROOFS),
)


def begin() -> None:
    """In each process that serves or works, once."""
    if State.is_on or not settings.MONITORING_TOKEN:
        return
    try:
        metric_files.begin(Path(settings.METRICS_DIR))
    except OSError as error:
        # A full disk is no reason not to serve.
        place = settings.METRICS_DIR
        logger.warning("Nothing is counted: %s (%s).", place, error.strerror)
        return
    State.is_on = True


def stop() -> None:
    """In a fork, whose files are its parent's; and for tests."""
    State.is_on = False
    for tally in TALLIES:
        tally.children, tally.parent = {}, None


os.register_at_fork(after_in_child=stop)
