"""What the site does beside answering requests, in one process of its own.

Apps register functions in their ``tasks.py``. Several workers may run at once:
a function that must not run twice takes a lock (``openheritage.locks``).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules

from .failures import where

Function = TypeVar("Function", bound=Callable[[], object])

logger = logging.getLogger(__name__)

# Seconds after which a function that keeps failing is tried again, at most.
LONGEST_PAUSE = 60
# A worker that is told to stop while it idles does so within these seconds.
STEP = 0.1


@dataclass
class Job:
    run: Callable[[], object]
    name: str
    # Between two runs; 0 for what is asked again and again.
    seconds: int
    next_at: float = 0.0
    failures: int = 0


jobs: dict[str, Job] = {}


def add(function: Function, seconds: int) -> Function:
    name = f"{function.__module__}.{function.__qualname__}"
    jobs[name] = Job(function, name, seconds)
    return function


def every(seconds: int) -> Callable[[Function], Function]:
    """Registers a function that a worker calls at its start and then regularly."""
    return lambda function: add(function, seconds)


def continuously(function: Callable[[], int]) -> Callable[[], int]:
    """Registers a function that returns how much it did; at 0 the worker rests."""
    return add(function, 0)


class Worker:
    def __init__(self) -> None:
        autodiscover_modules("tasks")
        self.jobs = [Job(job.run, job.name, job.seconds) for job in jobs.values()]
        self.stopping = False
        self.failed = False

    def stop(self, *signal: object) -> None:
        """Ends the work after the present step; a signal handler."""
        self.stopping = True

    def step(self, job: Job) -> bool:
        """Runs a job that is due; returns whether it wants to go on at once."""
        if time.monotonic() < job.next_at:
            return False
        # A connection that died, or is old, is replaced before it is used.
        close_old_connections()
        try:
            done = job.run()
        except Exception as error:  # noqa: BLE001 - one job fails, the others go on
            self.failed = True
            job.failures += 1
            pause = min(2 ** min(job.failures, 10), LONGEST_PAUSE)
            job.next_at = time.monotonic() + pause
            logger.error(
                "%s failed (%s at %s), again in %s seconds.",
                *(job.name, type(error).__name__, where(error), pause),
            )
            return False
        finally:
            close_old_connections()
        job.failures = 0
        job.next_at = time.monotonic() + job.seconds
        return bool(done) and not job.seconds

    def round(self) -> bool:
        """All jobs that are due, once; returns whether one wants to go on."""
        wanting = False
        for job in self.jobs:
            if self.stopping:
                break
            wanting |= self.step(job)
        return wanting

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP))

    def run(self, idle: float, *, once: bool = False) -> None:
        """Works until it is stopped, or ``once``: until nothing is left to do."""
        current[:] = [self]
        while not self.stopping:
            if self.round():
                continue
            if once:
                break
            self.rest(idle)


# The worker of this process, if it is one.
current: list[Worker] = []


def is_stopping() -> bool:
    """Whether a long job should end soon; asked between its parts."""
    return any(worker.stopping for worker in current)
