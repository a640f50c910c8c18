"""Which terms of a language's glossary a sentence of an original holds."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

from openheritage.facts import Facts
from openheritage.faithful import BRACED, NAMED
from openheritage.locales import locale_ids
from openheritage.matching import SPACELESS

from .english import is_form, keys
from .models import Term

# Inside of a word they part nothing, between words they stand for a space.
BREAK = re.compile(r"<(?:br|hr|/?p|/?div|/?li)\b[^>]*>", re.IGNORECASE)
MARK = re.compile(r"<[^>]*>")
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*['’]?")


class Word(NamedTuple):
    text: str
    start: int
    end: int


class Found(NamedTuple):
    term: Term
    start: int
    end: int
    # As the sentence has it.
    words: str


class Glossary:
    """All terms of a language, to be found by the first word of each."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = list(terms)
        self.index: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        for term in self.terms:
            for parts in wanted(term.term):
                for each in keys(parts[0]) if parts else ():
                    self.index[each].append((parts, term))

    def candidates(self, words: list[Word]) -> list[tuple[tuple[str, ...], Term]]:
        """The longest first."""
        found = {
            (parts, term.pk): (parts, term)
            for word in {word.text for word in words}
            for each in keys(word)
            for parts, term in self.index.get(each, ())
        }
        return sorted(
            found.values(),
            key=lambda pair: (-len(pair[0]), -len(pair[1].term), pair[1].term),
        )


GLOSSARIES: Facts[int, Glossary] = Facts("glossaries")


def glossary_of(language: str) -> Glossary:
    locale_id = locale_ids().get(language)
    if locale_id is None:
        return Glossary([])
    terms = Term.objects.filter(locale_id=locale_id)
    return GLOSSARIES.of(locale_id, lambda: Glossary(terms))


def plain(text: str) -> str:
    """Without what is no word: marks, places to fill in, addresses."""
    text = unescape(MARK.sub("", BREAK.sub(" ", text)))
    for pattern in (NAMED, BRACED, ADDRESS):
        text = pattern.sub(lambda found: " · ", text)
    return normalize("NFC", text)


def words_of(text: str) -> list[Word]:
    return [
        Word(part[0].lower(), start + part.start(), start + part.end())
        for match in WORD.finditer(text)
        for start in [match.start()]
        # A run of Chinese or Japanese is looked at letter by letter.
        for part in (
            re.finditer(".", match[0])
            if SPACELESS.search(match[0])
            else [re.match(".+", match[0])]
        )
        if part
    ]


@lru_cache(maxsize=4_000)
def wanted(term: str) -> tuple[tuple[str, ...], ...]:
    """The words of a term: e-mail is one word to some, and two to others."""
    words = tuple(word.text for word in words_of(normalize("NFC", term)))
    joined = tuple(
        word.text for word in words_of(normalize("NFC", term).replace("-", ""))
    )
    return (words,) if words == joined else (words, joined)


def stands_at(words: list[Word], at: int, term: tuple[str, ...], text: str) -> bool:
    if at + len(term) > len(words):
        return False
    for offset, word in enumerate(term):
        if not is_form(words[at + offset].text, word):
            return False
    between = text[words[at].start : words[at + len(term) - 1].end]
    return not re.search(r"[.,;:!?()·…]", between) or "." in "".join(term)


def search(text: str, glossary: Glossary) -> list[Found]:
    """What a longer term took is no shorter one's."""
    text = plain(text)
    words = words_of(text)
    if not words:
        return []
    free = [True] * len(words)
    found = []
    for parts, term in glossary.candidates(words):
        for at in range(len(words) - len(parts) + 1):
            end = at + len(parts)
            if not all(free[at:end]) or not stands_at(words, at, parts, text):
                continue
            free[at:end] = [False] * len(parts)
            start, stop = words[at].start, words[end - 1].end
            found.append(Found(term, start, stop, text[start:stop]))
    return sorted(found, key=lambda each: each.start)


def found_in(text: str, language: str) -> list[Found]:
    return search(text, glossary_of(language))


def terms_in(text: str, language: str) -> list[Term]:
    """Each once, in the order of the sentence."""
    return list({each.term.pk: each.term for each in found_in(text, language)}.values())
