"""How often Python looks for what nobody uses any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects after which it looks; 700 elsewhere.
OBJECTS = 200_000


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
