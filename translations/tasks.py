from openheritage.worker import continuously

# What there is to do is registered by those that know it.
from . import drafting, jobs, submitting  # noqa: F401


@continuously
def work_on_jobs() -> int:
    """Submitting, bringing in step, files: whatever is too much for a request."""
    return jobs.work()
