"""Words that are written into one another, as in German.

What a longer word holds cannot be told from the word alone, and a document must not
depend on others. So it is the query that grows: by the words of the entries that end
with a word of the query, and by the parts of one that no entry has.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from . import analysis
from .models import Word

COMPOUNDING = {"da", "de", "fi", "nb", "nl", "nn", "no", "sv"}
SHORTEST = 4
# Of one word.
MOST = 8
# Between two parts: Urheberrechtsschutz, Kinderbuch.
LINKS = ("", "s", "n", "es", "en", "er", "e")
MAX_PARTS = 3


def holding(words: Sequence[str], language: str) -> dict[str, list[str]]:
    """The words of entries that end with some of these, or with a form of theirs."""
    base = analysis.base(language)
    wanted = {
        word: analysis.stem(word, base)
        for word in words
        if base in COMPOUNDING and len(word) >= SHORTEST and word.isalpha()
    }
    if not wanted:
        return {}
    either = reduce(or_, (Q(word__contains=stem) for stem in wanted.values()))
    rows = Word.objects.filter(either, language=language).order_by("word")
    found: dict[str, list[str]] = {}
    for longer in rows.values_list("word", flat=True):
        whole = analysis.stem(longer, base)
        for word, stem in wanted.items():
            ends = longer.endswith(word) or (
                len(stem) >= SHORTEST and whole.endswith(stem)
            )
            has_another = len(whole) >= len(stem) + SHORTEST
            if ends and has_another and len(found.get(word, [])) < MOST:
                found.setdefault(word, []).append(longer)
    return found


def taken_apart(text: str, language: str) -> str:
    """The query with its long words written as the words that they are made of; empty
    where there is none."""
    base = analysis.base(language)
    asked = analysis.parse(text, language).words
    if base not in COMPOUNDING or max(map(len, asked), default=0) < 2 * SHORTEST:
        return ""
    rows = Word.objects.filter(language=language).values_list("word", flat=True)
    known = {analysis.stem(word, base) for word in rows}
    written = [parts(word, base, known) or [word] for word in asked]
    changed = [part for some in written for part in some]
    return " ".join(changed) if changed != [*asked] else ""


def parts(
    word: str, base: str, known: Collection[str], most: int = MAX_PARTS
) -> list[str]:
    """The longest first part, and what the rest is made of."""
    for end in range(len(word) - SHORTEST, SHORTEST - 1, -1):
        if analysis.stem(word[:end], base) not in known:
            continue
        for link in LINKS:
            if not word.startswith(link, end):
                continue
            rest = word[end + len(link) :]
            if len(rest) < SHORTEST:
                continue
            if analysis.stem(rest, base) in known:
                return [word[:end], rest]
            if most > 2 and (more := parts(rest, base, known, most - 1)):
                return [word[:end], *more]
    if most < MAX_PARTS:
        return []
    # Of a word whose end nobody wrote, what it begins with.
    half = range(len(word) - SHORTEST, len(word) // 2 - 1, -1)
    return [word[:end] for end in half if analysis.stem(word[:end], base) in known][:1]
