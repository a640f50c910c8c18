from openheritage.worker import every

from .counts import recount


@every(5)
def count() -> None:
    """Asks often, counts only when the interval that staff set has passed."""
    recount()
