"""What the site does beside answering requests, in one process of its own.

Apps register functions in their ``tasks.py``. Several workers may run at once: what
is regular is done by one of them, and a restart does not do it again (``TaskRun``). A
function that must not run twice whatever happens takes a lock (``openheritage.locks``).
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.db import DatabaseError, connections
from django.utils.module_loading import autodiscover_modules

from . import metrics, request_ids, watch
from .failures import where
from .heartbeat import Life
from .models import TaskRun
from .outages import is_outage

Function = TypeVar("Function", bound=Callable[[], object])

logger = logging.getLogger(__name__)

# Seconds after which a function that keeps failing is tried again, at most.
LONGEST_PAUSE = 60
# Seconds after which what readers wait for is looked at between two other jobs.
LONG = 0.3
# A worker that is told to stop while it idles does so within these seconds.
STEP = 0.1
# How often a worker looks whether the database is back.
LOOK = 1
# What is regular has a row, and is asked for by each worker after so many seconds;
# what is asked for more often is not worth one.
ASKED = 30


@dataclass
class Job:
    run: Callable[[], object]
    name: str
    # Between two runs; 0 for what is asked again and again.
    seconds: int
    # Whether each worker does it: it concerns the disk of its own machine.
    by_each: bool = False
    # Whether readers wait for it, so that it comes again after each job that took long.
    is_prompt: bool = False
    next_at: float = 0.0
    failures: int = 0

    @property
    def has_row(self) -> bool:
        return self.seconds >= ASKED and not self.by_each

    @property
    def pause(self) -> int:
        """Seconds until it is asked for again."""
        return self.seconds if self.by_each else min(self.seconds, ASKED)

    def take(self) -> bool:
        return not self.has_row or TaskRun.objects.take(self.name, self.seconds)

    def finish(self) -> None:
        self.failures = 0
        if self.has_row:
            TaskRun.objects.finish(self.name, self.seconds)

    def put_off(self) -> int:
        """Seconds until it is tried again after a failure."""
        self.failures += 1
        pause = min(2 ** min(self.failures, 10), LONGEST_PAUSE)
        if self.has_row:
            # The database may be what failed; then it is due when the lease ends.
            with suppress(DatabaseError):
                TaskRun.objects.put_off(self.name, pause)
        return pause


jobs: dict[str, Job] = {}


def add(function: Function, seconds: int, **kinds: bool) -> Function:
    name = f"{function.__module__}.{function.__qualname__}"
    jobs[name] = Job(function, name, seconds, **kinds)
    return function


def every(seconds: int, *, by_each: bool = False) -> Callable[[Function], Function]:
    """Registers a function that a worker calls at its start and then regularly: one
    of them all, or ``by_each`` for itself."""
    return lambda function: add(function, seconds, by_each=by_each)


def continuously(function: Callable[[], int]) -> Callable[[], int]:
    """Registers a function that returns how much it did; at 0 the worker rests."""
    return add(function, 0)


def promptly(function: Callable[[], int]) -> Callable[[], int]:
    """As ``continuously``, for what readers wait for, and what is soon done."""
    return add(function, 0, is_prompt=True)


def renew_connections() -> None:
    """Lets a connection go that has died or is old; never in a transaction."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class Worker:
    def __init__(self) -> None:
        autodiscover_modules("tasks")
        self.jobs = [
            Job(job.run, job.name, job.seconds, job.by_each, job.is_prompt)
            for job in jobs.values()
        ]
        self.stopping = False
        self.failed = False
        # Whether it ends when nothing is left to do.
        self.once = False
        self.life = Life()

    def stop(self, *signal: object) -> None:
        """Ends the work after the present step; a signal handler."""
        self.stopping = True

    def step(self, job: Job) -> bool:
        """Runs a job that is due; returns whether it wants to go on at once."""
        if time.monotonic() < job.next_at:
            return False
        with request_ids.at(request_ids.Work(name=job.name)):
            return self.do(job)

    def do(self, job: Job) -> bool:
        renew_connections()
        job.next_at = time.monotonic() + job.pause
        try:
            if not job.take():
                return False
            done = job.run()
            job.finish()
        except Exception as error:  # noqa: BLE001 - one job fails, the others go on
            self.failed = True
            if is_outage(error) and not watch.answers():
                self.wait_for_database(job, error)
                return False
            pause = job.put_off()
            job.next_at = time.monotonic() + pause
            metrics.JOB_FAILURES.add(job.name)
            logger.error(
                "%s failed (%s at %s), again in %s seconds.",
                *(job.name, type(error).__name__, where(error), pause),
            )
            return False
        finally:
            renew_connections()
        return bool(done) and not job.seconds

    def wait_for_database(self, job: Job, error: Exception) -> None:
        """No job is to blame: what it had begun is due as soon as the database is
        back. (``--once`` ends: cron comes again.)"""
        told = (job.name, type(error).__name__, where(error))
        logger.error("%s stopped: the database is away (%s at %s).", *told)
        if self.once:
            return self.stop()
        while not self.stopping and (watch.is_away() or not watch.answers()):
            self.rest(LOOK)
        renew_connections()
        job.next_at = 0
        if job.has_row and not self.stopping:
            with suppress(DatabaseError):
                TaskRun.objects.put_off(job.name, 0)
        return None

    def round(self) -> bool:
        """All jobs that are due, once; returns whether one wants to go on."""
        wanting = False
        for job in self.jobs:
            if self.stopping:
                break
            self.life.beat()
            began = time.monotonic()
            wanting |= self.step(job)
            if time.monotonic() - began > LONG and not job.is_prompt:
                wanting |= self.see_to_readers()
        return wanting

    def see_to_readers(self) -> bool:
        wanting = False
        for job in self.jobs:
            if job.is_prompt and not self.stopping:
                wanting |= self.step(job)
        return wanting

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP))

    def run(self, idle: float, *, once: bool = False) -> None:
        """Works until it is stopped, or ``once``: until nothing is left to do."""
        self.once = once
        token = present.set(self)
        try:
            while not self.stopping:
                if self.round():
                    continue
                if once:
                    break
                self.rest(idle)
        finally:
            present.reset(token)
            self.life.end()


# The worker whose job is running, if it is one.
present: ContextVar[Worker | None] = ContextVar("present", default=None)


def is_stopping() -> bool:
    """Whether a long job should end soon; asked between its parts."""
    worker = present.get()
    if worker is None:
        return False
    # Whoever asks gets on.
    worker.life.beat()
    return worker.stopping


def is_passing() -> bool:
    """Whether the worker ends when nothing is left to do."""
    worker = present.get()
    return worker is not None and worker.once
