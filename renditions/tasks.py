from openheritage.worker import continuously, every

from . import making


# Before the next one: a worker that works ``--once`` makes what it has found.
@every(60)
def look() -> None:
    """Nothing is lost: whatever nobody told of is found here."""
    making.look()
    making.discard_what_nobody_may_have()


@continuously
def make() -> int:
    making.look_if_told()
    return making.make_next()


@every(24 * 3600)
def tidy() -> None:
    making.tidy()
