from openheritage.worker import continuously, every

from . import making


# Before the next one: a worker that works ``--once`` makes what it has found.
@every(60)
def look() -> None:
    """Nothing is lost: whatever nobody told of is found here."""
    making.looking.begin()
    making.discard_what_nobody_may_have()


@continuously
def make() -> int:
    return making.go_on_looking() or making.make_next()


@every(24 * 3600)
def tidy() -> None:
    making.tidy()
