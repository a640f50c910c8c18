"""How far the furniture is in each language: buttons, menus, mails.

The words that staff give themselves come first, then the catalogues of the code.
"""

import functools
from collections.abc import Iterable

from openheritage import catalogues

# Messages with words, of those of the largest catalogue.
Numbers = tuple[int, int]


def of(languages: Iterable[str]) -> dict[str, Numbers]:
    return {language: in_catalogue(language) for language in languages}


def in_catalogue(language: str) -> Numbers:
    path = catalogues.po_path(language)
    if not path.exists():
        return whole(), 0
    return counted(language, path.stat().st_mtime_ns)


@functools.cache
def whole() -> int:
    """Messages that there are, for languages without a catalogue."""
    shipped = catalogues.shipped()
    return max((in_catalogue(language)[0] for language in shipped), default=0)


@functools.lru_cache(maxsize=200)
def counted(language: str, changed: int) -> Numbers:
    """A catalogue takes a tenth of a second to be read: once for each process."""
    catalog = catalogues.read(language)
    messages = [message for message in catalog if message.id]
    return len(messages), sum(catalogues.has_words(message) for message in messages)
