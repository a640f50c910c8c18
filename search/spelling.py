"""A better spelling of a query, from the words of the entries.

The same for both databases. Words are compared in Python, by a library that does so
with thousands in a millisecond; it happens only where little or nothing is found.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from openheritage.facts import Facts

from . import analysis
from .models import Word

MIN_TYPO = 4
MAX_WORDS = 8
# Spellings of a word that are looked at.
CANDIDATES = 5
# By so much may a word be longer or shorter: other forms of it are.
LONGER = 4
# Letters left out, doubled, wrong, or two that changed places: so many in a word that
# is shorter than …
ERRORS = ((7, 1), (12, 2), (analysis.MAX_TOKEN + 1, 3))


# A word of entries in some of these languages. Of one that none of them has nothing is
# kept: somebody has typed it.
PRESENT: Facts[tuple[str, tuple[str, ...]], bool] = Facts("words that are found")


def errors(word: str) -> int:
    return next(errors for length, errors in ERRORS if len(word) < length)


def may_be_wrong(word: str) -> bool:
    return (
        MIN_TYPO <= len(word) <= analysis.MAX_TOKEN
        and word.isalpha()
        and not analysis.is_spaceless(word)
    )


def alike(word: str, vocabulary: Collection[str], language: str) -> list[str]:
    """Words that may have been meant, the likeliest first: by their letters or by those
    of their stems, whichever are nearer."""
    base = analysis.base(language)
    by_letters = nearest(word, {each: each for each in vocabulary})
    if by_letters and by_letters[0][0] <= 1:
        return [key for *_order, key in by_letters]
    stem = analysis.stem(word, base)
    stems = {each: analysis.stem(each, base) for each in vocabulary}
    by_stems = nearest(stem, stems) if len(stem) >= MIN_TYPO else []
    found = [key for *_order, key in sorted([*by_letters, *by_stems])]
    return [*dict.fromkeys(found)][:CANDIDATES]


def nearest(word: str, forms: Mapping[str, str]) -> list[tuple]:
    """How far from a word the forms most like it are, and their keys."""
    found = process.extract(
        word,
        forms,
        scorer=OSA.distance,
        score_cutoff=errors(word),
        limit=4 * CANDIDATES,
    )
    ordered = sorted(
        (distance, form[0] != word[0], -JaroWinkler.similarity(word, form), key)
        for form, distance, key in found
    )
    return ordered[:CANDIDATES]


def distance(word: str, other: str, language: str) -> int:
    base = analysis.base(language)
    stems = analysis.stem(word, base), analysis.stem(other, base)
    return min(OSA.distance(word, other), max(OSA.distance(*stems), 1))


def present(words: Sequence[str], languages: Sequence[str]) -> set[str]:
    """Those of some folded words that entries hold."""
    there = tuple(languages)

    def ask(keys: list[tuple[str, tuple[str, ...]]]) -> dict:
        asked = [word for word, _languages in keys]
        rows = Word.objects.filter(language__in=there, word__in=asked)
        return {(word, there): True for word in rows.values_list("word", flat=True)}

    found = PRESENT.of_many([(word, there) for word in words], ask)
    return {word for word, _languages in found}


def vocabulary(words: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Words of the entries that are about as long as some of these."""
    spans = [(len(word) - LONGER, len(word) + LONGER) for word in words]
    rows = Word.objects.annotate(length=Length("word")).filter(
        language__in=languages,
        length__gte=min(low for low, _high in spans),
        length__lte=max(high for _low, high in spans),
    )
    return [*dict.fromkeys(rows.order_by("word").values_list("word", flat=True))]


def better(
    text: str,
    language: str,
    languages: Sequence[str],
    known: Callable[[list[str]], set[str]],
) -> str:
    """The query with the words that find nothing replaced by some that do.

    ``known`` tells which of some words find anything that the reader may see.
    """
    parsed = analysis.parse(text, language)
    asked = [word for word in parsed.words if may_be_wrong(word)]
    if parsed.phrases or not asked or len(parsed.words) > MAX_WORDS:
        return ""
    # Most are spelled well, and all the words that there are need not be read.
    there = present(asked, languages)
    wrong = [word for word in asked if word not in there]
    words = vocabulary(wrong, languages) if wrong else []
    proposed = {word: alike(word, words, language) for word in wrong}
    proposed = {word: found for word, found in proposed.items() if found}
    if not proposed:
        return ""
    looked_up = {*proposed, *(each for found in proposed.values() for each in found)}
    # What differs by more than a letter may be another form of a word that is there.
    forms = {
        word
        for word, found in proposed.items()
        if min(distance(word, each, language) for each in found) > 1
    }
    finding = known(sorted(looked_up | {f"{word}*" for word in forms}))
    folded = " ".join(analysis.fold(text).split())
    changed = folded
    for word, found in proposed.items():
        best = next((each for each in found if each in finding), "")
        if best and not {word, f"{word}*"} & finding:
            changed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", best, changed)
    return changed if changed != folded else ""
