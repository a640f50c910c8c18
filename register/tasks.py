from openheritage.once import is_first
from openheritage.worker import continuously, every

from . import files
from .counts import recount

# Seconds between two looks whether a list has changed.
LOOK = 5


@every(5)
def count() -> None:
    """Asks often, counts only when the interval that staff set has passed."""
    recount()


class Files:
    is_busy = False


@continuously
def make_lists() -> int:
    """In steps of seconds, so that mail does not wait for a million rows."""
    if not Files.is_busy and not is_first("register.files", LOOK):
        return 0
    Files.is_busy = False
    done = files.step()
    Files.is_busy = bool(done)
    return done


@every(24 * 3600)
def tidy_lists() -> None:
    files.tidy()
