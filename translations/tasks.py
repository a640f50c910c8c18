from openheritage.worker import continuously, every

from . import checkups, drafting, jobs, submitting, tallies

# What jobs there may be.
KINDS = (checkups.CHECK, drafting.MACHINE, submitting.SUBMIT, submitting.SYNC)


@continuously
def work_on_jobs() -> int:
    """Submitting, bringing in step, files: whatever is too much for a request."""
    return jobs.work()


@every(600)
def count_what_was_never_counted() -> int:
    """After an upgrade, or where something was written past all signals."""
    return tallies.fill(2000)


@every(24 * 3600)
def check_translations() -> None:
    """What it finds stands at the head of the table of pages and languages."""
    checkups.begin()
