from openheritage.worker import continuously

from . import jobs


@continuously
def work_on_jobs() -> int:
    """Submitting, bringing in step, files: whatever is too much for a request."""
    return jobs.work()
