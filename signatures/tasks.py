from openheritage.worker import every

from .counts import recount
from .digest import enqueue_digests
from .retention import purge


@every(5)
def count() -> None:
    """Asks often, counts only when the interval that staff set has passed."""
    recount()


@every(600)
def digest() -> None:
    enqueue_digests()


@every(24 * 3600)
def forget() -> None:
    purge(dry_run=False)
