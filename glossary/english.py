"""Forms of an English word: museum, museums, museum’s; digitise, digitised.

A term is met in any of its forms, and by what is derived from it (digitise,
digitisation), but not by what it is derived from: who organises is no organisation.
"""

import re
import threading
from functools import lru_cache

import snowballstemmer

IRREGULAR = {
    "children": "child",
    "feet": "foot",
    "forbidden": "forbid",
    "given": "give",
    "held": "hold",
    "indices": "index",
    "kept": "keep",
    "made": "make",
    "men": "man",
    "people": "person",
    "taken": "take",
    "women": "woman",
    "withdrawn": "withdraw",
    "withdrew": "withdraw",
    "written": "write",
    "wrote": "write",
}
# What ends like a plural and is none, or is the same as its plural.
UNBENT = {"always", "means", "news", "series", "species", "this", "its", "has", "was"}
# One spelling for -ise and -ize.
IZE = re.compile(r"(?<=..)iz(?=(?:e[drs]?|ers|ing|ations?)$)")
DOUBLED = re.compile(r"([bdfglmnprt])\1$")
POSSESSIVE = re.compile(r"['’]s?$")
SHORTEST = 3

local = threading.local()


def stem(word: str) -> str:
    # A stemmer keeps its word in itself: one for each thread.
    if not hasattr(local, "stemmer"):
        local.stemmer = snowballstemmer.stemmer("english")
    return local.stemmer.stemWord(IZE.sub("is", POSSESSIVE.sub("", word)))


def stripped(word: str, ending: str, *instead: str) -> set[str]:
    root = word.removesuffix(ending)
    if root == word or len(root) < SHORTEST - 1:
        return set()
    return {root + end for end in instead}


@lru_cache(maxsize=20_000)
def bases(word: str) -> frozenset[str]:
    """What a word in small letters may be a form of, itself among it."""
    word = IZE.sub("is", POSSESSIVE.sub("", word))
    if word in UNBENT or word.endswith("ics"):
        return frozenset({word})
    found = {word, IRREGULAR.get(word, word)}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found |= stripped(word, "s", "")
        found |= stripped(word, "ies", "y")
        if re.search(r"(?:ch|sh|[sxz]|o)es$", word):
            found |= stripped(word, "es", "")
    if word.endswith("ses"):
        found |= stripped(word, "ses", "sis")
    for ending in ("ed", "ing"):
        roots = stripped(word, ending, "", "e")
        found |= roots
        found |= {DOUBLED.sub(r"\1", root) for root in roots if DOUBLED.search(root)}
    found |= stripped(word, "ied", "y")
    return frozenset(found)


@lru_cache(maxsize=20_000)
def is_form(word: str, of: str) -> bool:
    """Whether a word, in small letters, is a form of a term's."""
    if word == of:
        return True
    if of in bases(word) or not bases(of).isdisjoint(bases(word)):
        return True
    if word in UNBENT or of in UNBENT:
        return False
    return len(word) >= len(of) > SHORTEST and stem(word) == stem(of)


def keys(word: str) -> frozenset[str]:
    """Two words that are forms of one have one of these in common."""
    return bases(word) | {stem(word)}
