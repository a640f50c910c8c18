"""How often Python looks for what nobody uses any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects after which it looks; 700 elsewhere.
OBJECTS = 200_000


# The same for a process that serves.
OBJECTS_SERVING = 20_000


def settle() -> None:
    """For a process that has loaded all that it serves with: what is there stays, and
    is not looked through again (a quarter of a million objects, more than a hundred
    milliseconds)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_SERVING, *gc.get_threshold()[1:])


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """For commands that make much and end soon, which spend a tenth of their time and
    more on looking. They take some 70 MB more for it."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
