"""How alike two sentences are: PostgreSQL's measure, for databases that lack it.

Words are taken apart into runs of three letters, two blanks before and one after each
word. What two sentences share of all the runs that either has is their likeness
(``similarity`` of ``pg_trgm``). Marks are no words.
"""

import re
from functools import lru_cache
from html import unescape
from sys import intern
from unicodedata import category

MARK = re.compile(r"<[^>]*>")
# A longer text is compared by its beginning.
MOST_LETTERS = 5_000


class Breaking(dict):
    """Which characters end a word."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = kept = char if category(char)[0] in "LNM" else " "
        return kept


BREAKING = Breaking()


def plain(html: str) -> str:
    """The words of a sentence, without its marks."""
    return " ".join(unescape(MARK.sub(" ", html)).split())


@lru_cache(maxsize=8_000)
def trigrams(text: str) -> frozenset[str]:
    """Of a sentence or its HTML."""
    words = plain(text[:MOST_LETTERS]).lower().translate(BREAKING).split()
    return frozenset(
        intern(padded[at : at + 3])
        for word in set(words)
        for padded in [f"  {word} "]
        for at in range(len(padded) - 2)
    )


def similarity(one: str, other: str) -> float:
    """Between 0 and 1, whichever comes first."""
    left, right = trigrams(one), trigrams(other)
    if not left or not right:
        return 0.0
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def percent(one: str, other: str) -> int:
    """100 for the same words alone: in another order they share all trigrams too."""
    if plain(one) == plain(other):
        return 100
    return min(int(similarity(one, other) * 100), 99)
