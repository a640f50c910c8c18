from openheritage.worker import continuously, every

from . import (
    drain,
    missed,  # noqa: F401 - registers a task of its own
)


@continuously
def enter() -> int:
    return drain.enter()


@continuously
def push() -> int:
    return drain.push()


@every(3600)
def purge() -> None:
    drain.purge()
