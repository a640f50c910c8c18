from openheritage.worker import continuously, every

# What there is to do is registered by those that know it.
from . import (
    checkups,
    drafting,  # noqa: F401 - see above
    jobs,
    submitting,  # noqa: F401 - see above
    tallies,
)
from .files import working


@continuously
def work_on_jobs() -> int:
    """Submitting, bringing in step, files: whatever is too much for a request."""
    return jobs.work()


@every(600)
def count_what_was_never_counted() -> int:
    """After an upgrade, or where something was written past all signals."""
    return tallies.fill(2000)


@every(3600)
def forget_files() -> int:
    """A week after they were made."""
    return working.forget_files()


@every(24 * 3600)
def check_translations() -> None:
    """What it finds stands at the head of the table of pages and languages."""
    checkups.begin()
