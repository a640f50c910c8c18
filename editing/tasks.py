from openheritage.worker import continuously, every

from . import checking


# Before the next one: a worker that works ``--once`` looks as well.
@every(24 * 3600)
def look_for_broken_links() -> None:
    """What it finds is on the home page of those who can mend it."""
    checking.looking.begin()


@continuously
def go_on_looking_for_them() -> int:
    try:
        return checking.looking.go_on()
    except Exception:
        # When the worker tries again, as after an outage, and not in a day.
        checking.looking.begin()
        raise
