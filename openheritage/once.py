"""What a process says once in a while though it happens again and again."""

from time import monotonic

MANY = 10_000

_until: dict[str, float] = {}


def is_first(key: str, seconds: float) -> bool:
    """Whether this process has not been asked for ``key`` for so long."""
    now = monotonic()
    if _until.get(key, 0.0) > now:
        return False
    if len(_until) >= MANY:
        _until.clear()
    _until[key] = now + seconds
    return True


def forget() -> None:
    _until.clear()
