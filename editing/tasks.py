from openheritage.worker import every

from . import checking


@every(24 * 3600)
def look_for_broken_links() -> int:
    """What it finds is on the home page of those who can mend it."""
    return checking.look_at_all()
