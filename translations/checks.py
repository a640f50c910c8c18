"""What seems wrong with a translation, while it is typed and before it is reviewed.

Errors keep a sentence from being ready; they are those that ``po.wrong_with`` finds, in
a page that would break or lose a link. All else is a warning: a person may know better.
"""

from openheritage.faithful import is_blank

from .checking import (
    dates,
    glossary,
    leftovers,
    lengths,
    links,
    marks,
    numbers,
    punctuation,
    repeats,
    scripts,
)
from .checking.finding import Finding, Pair
from .checking.reading import read

__all__ = ["Finding", "check"]

# A text that is longer than any of a page is looked at by its beginning.
MOST_LETTERS = 20_000
WARNINGS = (
    leftovers.check,
    links.check,
    numbers.check,
    dates.check,
    punctuation.check,
    scripts.check,
    repeats.check,
    lengths.check,
    glossary.check,
)


def check(
    original: str, text: str, language: str, *, limit: int | None = None
) -> list[Finding]:
    """Errors first. ``limit`` is how many letters the field holds."""
    found = list(marks.check(original, text, limit))
    if is_blank(text):
        return found
    original, text = original[:MOST_LETTERS], text[:MOST_LETTERS]
    pair = Pair(original, text, read(original), read(text), language)
    for warnings in WARNINGS:
        found += warnings(pair)
    return list(dict.fromkeys(found))


def doubts(original: str, text: str, language: str) -> list[str]:
    """For those below, who find out by themselves what cannot stand."""
    found = check(original, text, language)
    return [finding.words for finding in found if not finding.is_error]
