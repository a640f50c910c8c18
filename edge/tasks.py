from openheritage.worker import continuously, every, promptly

from . import error_pages, purging, warming


@promptly
def forget() -> int:
    return purging.run()


@continuously
def refill() -> int:
    return warming.refill()


@every(300, by_each=True)
def write_error_pages() -> None:
    """In the languages that are open, in the words of today, on each machine."""
    error_pages.write()


@every(24 * 3600)
def look_at_all() -> None:
    """What nobody has asked for in a week would be forgotten."""
    warming.begin()
