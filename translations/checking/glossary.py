"""The words that the language has chosen for our terms."""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, normalize

import snowballstemmer
from django.utils.translation import gettext as staff_

from glossary.models import Term, parts
from glossary.terms import found_in
from openheritage.matching import SPACELESS
from openheritage.names import isolated

from .finding import Finding, Pair

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+")
# Articles are joined to the word.
JOINED = re.compile(r"^(?:و|ف)?(?:ال|بال|كال|لل)(?=..)")

local = threading.local()


@lru_cache(maxsize=20_000)
def stem(word: str, base: str) -> str:
    if base == "ar":
        word = JOINED.sub("", word)
    if base not in STEMMERS:
        return word
    # A stemmer keeps its word in itself: one for each thread.
    name = f"stemmer_{base}"
    if not hasattr(local, name):
        try:
            setattr(local, name, snowballstemmer.stemmer(STEMMERS[base]))
        except KeyError:
            return word
    return getattr(local, name).stemWord(word)


def folded(text: str, base: str) -> str:
    text = normalize("NFC", text).lower().replace("'", "’")
    if base in ("ar", "he", "fa", "ur"):
        text = "".join(
            each for each in normalize("NFD", text) if category(each) != "Mn"
        )
    return text


def stems_in(text: str, base: str) -> list[str]:
    return [stem(word, base) for word in WORD.findall(text)]


def holds(text: str, words: str, base: str) -> bool:
    """Whether words stand in a text, in some form; their order may be another."""
    text, words = folded(text, base), folded(words, base)
    if words in text:
        return True
    if SPACELESS.search(words):
        return False
    there = set(stems_in(text, base))
    wanted = stems_in(words, base)
    return bool(wanted) and all(each in there for each in wanted)


def is_used(term: Term, text: str, base: str) -> bool:
    beginnings = [folded(each, base) for each in parts(term.stems)]
    there = folded(text, base)
    if any(each in there for each in beginnings):
        return True
    return any(holds(text, words, base) for words in term.translations)


def stands(words: str, text: str, base: str) -> bool:
    """Whether a wrong word stands in a text: as a whole word."""
    text, words = folded(text, base), folded(words, base)
    if not words:
        return False
    if SPACELESS.search(words):
        return words in text
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def is_meant(term: Term, words: str) -> bool:
    """What has a capital is a name: a statement is not the Statement."""
    return all(
        said[0].isupper()
        for name, said in zip(
            WORD.findall(term.term), WORD.findall(words), strict=False
        )
        if name[0].isupper()
    )


def check(pair: Pair) -> Iterator[Finding]:
    told = set()
    for found in found_in(pair.original, pair.language):
        term = found.term
        if term.pk in told or not is_meant(term, found.words):
            continue
        told.add(term.pk)
        words = {
            "term": isolated(term.term),
            "translation": isolated(term.translation),
        }
        wrong = [
            each for each in term.wrong_words if stands(each, pair.read, pair.base)
        ]
        if wrong:
            words["wrong"] = isolated(wrong[0])
            yield Finding(
                "forbidden",
                staff_(
                    "“%(wrong)s” is not to be written for “%(term)s”: the glossary has "
                    "“%(translation)s”"
                )
                % words,
            )
        elif not is_used(term, pair.read, pair.base):
            yield Finding(
                "glossary",
                staff_("“%(term)s” is “%(translation)s” in the glossary") % words,
            )
