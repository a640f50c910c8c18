"""The part of a text that answers a query, its words marked in whatever form.

Made here and not by a search server, so that it is the same with every backend.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import category

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from openheritage.matching import APOSTROPHES
from openheritage.text import collapsed

from . import analysis

# Characters; ideographs say as much with half of them.
WIDTH = 240
WIDTH_SPACELESS = 120
# What may stand before the first word found.
LEAD = 70
# No text is read further than this, and no more words are weighed.
MAX_TEXT = 30_000
MAX_FOUND = 200

# Accents and vowel signs belong to their word, which ``\w`` denies; so do joiners
# and soft hyphens.
MARKS = "\u00ad\u200c\u200d" + "".join(
    filter(lambda char: category(char)[0] == "M", map(chr, range(0x300, 0x11A00)))
)
LETTERS = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
WORD = re.compile(LETTERS)
WORD_WITH_APOSTROPHES = re.compile(rf"{LETTERS}(?:[{APOSTROPHES}]{LETTERS})*")
SENTENCE_END = re.compile(r"[.!?؟。！？।]\s*")

MARK = mark_safe("<mark>%s</mark>")

Place = tuple[int, int, str]


@lru_cache(maxsize=2**15)
def folded(word: str) -> str:
    return "".join(analysis.fold(word).translate(analysis.BREAKING).split())


@dataclass(frozen=True)
class Wanted:
    """The words of a query, as the words of texts in one language are compared.

    Backends find by the rules of other languages too; what they found is marked.
    """

    query: str
    language: str
    others: tuple[str, ...] = ()
    tokens: frozenset[str] = field(init=False)
    # The last word may be the beginning of one.
    prefix: str = field(init=False)
    # Letters, some of which a word must hold to be worth stemming.
    pairs: frozenset[str] = field(init=False)
    # {word: what it holds}: texts say the same words again and again.
    known: dict[str, str] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        tokens = frozenset(
            token
            for language in (self.language, *self.others)
            for token in analysis.tokens(self.query, language)
        )
        prefix = analysis.parse(self.query, self.language).prefix
        pairs = {word[at : at + 2] for word in (*tokens, prefix) for at in (0, 1)}
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "prefix", prefix)
        object.__setattr__(self, "pairs", frozenset(filter(None, pairs)))

    def holds(self, word: str) -> str:
        """What of the query a word is a form of; empty if of nothing."""
        what = self.known.get(word)
        if what is None:
            what = self.known[word] = self.looked_up(folded(word))
        return what

    def looked_up(self, plain: str) -> str:
        if not any(pair in plain for pair in self.pairs):
            return ""
        for token in analysis.stems(plain, self.language):
            if token in self.tokens:
                return token
        return self.prefix if self.prefix and plain.startswith(self.prefix) else ""

    def found(self, text: str) -> Iterator[Place]:
        """Beginning, end and what was wanted of each word that is found."""
        joins = analysis.base(self.language) in analysis.LETTER_APOSTROPHE
        words = WORD_WITH_APOSTROPHES if joins else WORD
        if not analysis.SPACELESS.search(text):
            for match in words.finditer(text):
                if what := self.holds(match[0]):
                    yield *match.span(), what
            return
        for match in words.finditer(text):
            start = match.start()
            for part in analysis.by_script(match[0]):
                if analysis.is_spaceless(part):
                    yield from self.found_in_run(part, start)
                elif what := self.holds(part):
                    yield start, start + len(part), what
                start += len(part)

    def found_in_run(self, run: str, start: int) -> Iterator[Place]:
        """Without spaces, any two characters may be a word."""
        plain = analysis.fold(run)
        plain = plain if len(plain) == len(run) else run
        for at in range(len(plain)):
            for size in (2, 1):
                if (part := plain[at : at + size]) in self.tokens:
                    yield start + at, start + at + len(part), part
                    break


def best(found: list[Place], width: int) -> int:
    """Index of the word from which on most of what is wanted stands together."""
    scores = []
    for index, (start, _end, _what) in enumerate(found):
        near = set()
        for _start, end, what in found[index:]:
            if end > start + width:
                break
            near.add(what)
        scores.append((-len(near), index))
    return min(scores)[1]


def window(text: str, start: int, width: int) -> tuple[int, int]:
    """Some text around a place, from the beginning of a sentence or a word."""
    if len(text) <= width:
        return 0, len(text)
    begin = min(max(0, start - LEAD), len(text) - width)
    if begin:
        ends = [match.end() for match in SENTENCE_END.finditer(text, begin, start)]
        space = text.find(" ", begin, start)
        begin = ends[-1] if ends else space + 1 if space >= 0 else begin
    end = begin + width
    if end < len(text):
        space = text.rfind(" ", begin + width // 2, end + 1)
        end = space if space >= 0 else end
    return begin, min(end, len(text))


def marked(text: str, places: list[Place]) -> SafeString:
    parts: list[str] = []
    at = 0
    joined: list[list[int]] = []
    for start, end, _what in places:
        # Two characters that follow two others are one word.
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    for start, end in joined:
        parts += [escape(text[at:start]), MARK % escape(text[start:end])]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - escaped


def excerpt(text: str, wanted: Wanted) -> SafeString:
    """Escaped, with ``<mark>`` around what is found."""
    text = collapsed(text[:MAX_TEXT])
    spaceless = sum(map(len, analysis.SPACELESS.findall(text[:WIDTH])))
    width = WIDTH_SPACELESS if spaceless > WIDTH / 4 else WIDTH
    found = []
    for place in wanted.found(text):
        found.append(place)
        if len(found) == MAX_FOUND:
            break
    start = found[best(found, width - LEAD)][0] if found else 0
    begin, end = window(text, start, width)
    inside = [
        (at - begin, stop - begin, what)
        for at, stop, what in found
        if begin <= at and stop <= end
    ]
    body = marked(text[begin:end], inside)
    return mark_safe(  # noqa: S308 - escaped
        ("… " if begin else "") + body + (" …" if end < len(text) else "")
    )
