"""Words of documents and of queries, brought to the same form by one function.

SQLite and PostgreSQL are given these tokens and analyse nothing themselves, so
that they agree. A language without a rule here is folded and found word by word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from openheritage.matching import plain

from . import references
from .east_asian import VARIANTS, respelled
from .references import Reference
from .stemming import stem

MAX_QUERY = 500
MAX_WORDS = 12
MAX_TOKEN = 40
MAX_REFERENCES = 3
# A longer text is found by its beginning.
MAX_TEXT = 200_000

# Written without spaces between words, or with particles joined to them.
SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
# There the apostrophe is a letter: ng'ombe, oʻzbek.
LETTER_APOSTROPHE = {"sw", "uz", "ha", "yo"}
# l'égalité, dell'arte; the museum's.
ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|(?:d|n|qu)?(?:all|ell)|sull|dall)'"
    r"(?=\w)"
)
POSSESSIVE = re.compile(r"(?<=\w)'s?\b")
OPENING, CLOSING = '"“”„«»「『＂', '"“”»«」』＂'
PHRASE = re.compile(f"[{OPENING}]([^{OPENING}{CLOSING}]*)[{CLOSING}]")
QUOTES = re.compile(f"[{OPENING}{CLOSING}]")


class Breaking(dict):
    """Which characters end a word."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = kept = char if category(char)[0] in "LNM" else " "
        return kept


BREAKING = Breaking()


def fold(text: str) -> str:
    """Without case, accents and unseen characters; punctuation stays."""
    # A lone surrogate can be neither stored nor sent.
    text = text[:MAX_TEXT].encode("utf-8", "replace").decode()
    return plain(text).translate(VARIANTS)


def base(language: str) -> str:
    return language.split("-")[0]


def words(text: str, language: str) -> list[str]:
    """Folded whole words; a run of Chinese, Japanese or Thai is one word."""
    folded = respelled(fold(text))
    if base(language) in LETTER_APOSTROPHE:
        folded = folded.replace("'", "")
    elif "'" in folded:
        folded = POSSESSIVE.sub("", ELISION.sub("", folded))
    return [
        part
        for piece in folded.translate(BREAKING).split()
        for part in by_script(piece)
    ]


def by_script(piece: str) -> Iterator[str]:
    start = 0
    for run in SPACELESS.finditer(piece):
        if run.start() > start:
            yield piece[start : run.start()]
        yield run[0]
        start = run.end()
    if start < len(piece):
        yield piece[start:]


def is_spaceless(word: str) -> bool:
    return bool(SPACELESS.match(word))


def stems(word: str, language: str) -> list[str]:
    """What a folded word is found by: its stem, or its pairs of characters."""
    if SPACELESS.match(word):
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        return pairs or [word]
    return [stem(word[:MAX_TOKEN], base(language))]


def tokens(text: str, language: str) -> list[str]:
    """What documents hold and queries ask for, in the order of the text."""
    return [token for word in words(text, language) for token in stems(word, language)]


def document(text: str, language: str) -> str:
    """The tokens, and after them the whole words that differ, for prefixes."""
    found = words(text, language)
    tokens = [token for word in found for token in stems(word, language)]
    whole = {word[:MAX_TOKEN] for word in found if not is_spaceless(word)}
    return " ".join([*tokens, *sorted(whole - {*tokens})])


@dataclass(frozen=True)
class Parsed:
    """What a reader asked, folded: ``prefix`` is the last word while it may go on."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefix: str = ""
    # To articles and clauses of the Statement.
    references: tuple[Reference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.references)


def parse(query: str, language: str) -> Parsed:
    query = query[:MAX_QUERY]
    phrases = [tuple(words(part, language)) for part in PHRASE.findall(query)]
    rest = QUOTES.sub(" ", PHRASE.sub(" ", query))
    found, rest = references_in(fold(rest), language)
    loose = words(rest, language)[:MAX_WORDS]
    room = MAX_WORDS - len(loose)
    kept = []
    for phrase in phrases:
        phrase = phrase[:room]
        room -= len(phrase)
        if len(phrase) == 1:
            loose.append(phrase[0])
        elif phrase:
            kept.append(phrase)
    last = words(query[-1:], language) and loose and not query.endswith(tuple(CLOSING))
    prefix = loose[-1] if last else ""
    if len(prefix) < 2 and not is_spaceless(prefix):
        prefix = ""
    return Parsed(tuple(loose), tuple(kept), prefix, tuple(found))


def references_in(folded: str, language: str) -> tuple[list[Reference], str]:
    """In the reader's language, or in any other that has a table."""
    languages = dict.fromkeys([base(language), "en", *references.ARTICLES])
    found, rest = references.find(folded, [*languages], stem, words)
    return found[:MAX_REFERENCES], rest
