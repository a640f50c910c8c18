"""Names as people type them: one folding for lists, search and duplicates.

===============  ================================================================
function         for
===============  ================================================================
``folded``       comparing letter by letter: case and width are gone
``plain``        finding: accents, strokes, points, kinds of apostrophes and dashes
                 are gone as well; punctuation stays, so that others can read it
``words``        the plain words of a name, or of what is typed to find it
``name_key``     telling names apart: the letters and numbers, and no more
``order_free``   the same, whatever the order of the words
``sort_key``     ordering: where a reader looks, numbers by their size
``kept_words``   what a row keeps to be found by, and …
``wanted``       … what each part of a question looks for in it
===============  ================================================================

None of them fails, or drops a letter: what a script writes as a mark but reads as a
letter (the vowels of India, the tones of Thailand) stays. Keys are kept in tables: what
changes here has to be computed anew there, by a migration.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, decimal, name, normalize

from anyascii import anyascii

# Categories of Unicode: what is no character that somebody could have written …
CONTROL, HALF, PRIVATE, UNASSIGNED = "Cc", "Cs", "Co", "Cn"
UNREADABLE = {CONTROL, HALF, PRIVATE}
NO_CHARACTER = {*UNREADABLE, UNASSIGNED}
# … and what is one, though nobody sees it: soft hyphens, marks of direction.
FORMAT = "Cf"

# All that is typed for an apostrophe: primes, accents that stand alone, the letters of
# Hawaii, of Oromo, and of those who write Arabic in Latin letters.
APOSTROPHES = "'’‘‛ʼʻʽʾʿˈˊˋʹˮ′‵´`＇｀՚׳ꞌ\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
QUOTES = '"“”„‟«»‹›‚「」『』〝〞〟＂｢｣″‶״'
# Not Unicode's dashes, but typed for one.
DASHES = "\u2212\u2043\u02d7\u2010\u2011"
# Said of a name, and no part of it.
SIGNS = "™®©℠"
# Within words: col·lecció.
MIDDLE_DOTS = "\u00b7\u2027"
# Before compatible forms are taken apart: of an accent they would make a space.
FIRST = str.maketrans(
    {
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(QUOTES, '"'),
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(SIGNS, ""),
    }
)

# Marks that words are written without too: accents, the points of Hebrew, Arabic and
# Syriac, choices between shapes.
OPTIONAL = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0730-\u074a\u08ca-\u08ff\u180b-\u180d\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
# Letters that are typed for each other: Е for Ё, but never И for Й.
LETTERS = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېۍئ", "ي"),
    **dict.fromkeys("ةۃھہۀۂە", "ه"),
    "ؤ": "و",
    "ک": "ك",
    "ڪ": "ك",
    "ۓ": "ے",
    "ё": "е",
    "ѐ": "е",
    "ѝ": "и",
}
# What stands between two words for “and” may be an ampersand, or nothing.
AND = {"and", "und", "et", "y", "e", "и", "و", "dan", "na"}

SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)

# To order by. Letters that stand elsewhere in Unicode than in alphabets: each stands
# at the end of those that begin like the letter beside it …
CYRILLIC = "ґг ғг ђд ѓг єе әа іи їи ји қк ќк љл ңн њн өо ұу үу ўу ћт һх"
ARABIC = "پب چج ژز گك ڤف ڨق"
LAST_CYRILLIC, LAST_ARABIC = "ӿ", "ۿ"
ORDER = {
    ord(pair[0]): pair[1] + last
    for pairs, last in ((CYRILLIC, LAST_CYRILLIC), (ARABIC, LAST_ARABIC))
    for pair in pairs.split()
}
# … and kana of both kinds, large and small, with and without their marks, are one.
SMALL, LARGE = "ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ"
for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30F7)):
    kana = normalize("NFD", chr(code))[0]
    kana = chr(ord(kana) - 0x60) if kana >= "ァ" else kana
    ORDER[code] = LARGE[SMALL.index(kana)] if kana in SMALL else kana
# The sound of a kana goes on in a dash: it stands where its vowel would.
LONG = [
    (re.compile(f"(?<=[{row}])ー"), row[0])
    for row in (
        "あかさたなはまやらわ",
        "いきしちにひみりゐ",
        "うくすつぬふむゆる",
        "えけせてねへめれゑ",
        "おこそとのほもよろを",
    )
]
NUMBER = re.compile("[0-9]+")
DIGITS = 6
# A shorter word begins a word of the name; a longer one stands anywhere in it.
SHORT = 3
MOST_WORDS = 12


def script(character: str) -> str:
    """``LATIN``, ``GREEK``, ``CJK``; empty for what has no name."""
    return name(character, "").partition(" ")[0]


def folded(text: str) -> str:
    """Without case, width and other compatible forms; folding it again changes
    nothing (the compatibility caseless matching of Unicode, D146)."""
    for _round in range(2):
        text = normalize("NFKD", normalize("NFD", text).casefold())
    return normalize("NFKC", text)


class Folding(dict):
    """What each character becomes; filled as characters are met."""

    def __init__(self) -> None:
        super().__init__(FIRST)

    def __missing__(self, code: int) -> str:
        self[code] = found = self.fold(chr(code))
        return found

    def fold(self, char: str) -> str:
        if char in LETTERS:
            return LETTERS[char]
        kind = category(char)
        if kind == "Nd":
            return str(decimal(char))
        if kind in NO_CHARACTER:
            return " "
        # Controls of direction, soft hyphens, what joins or parts letters, tatweel.
        if kind == FORMAT or char in MIDDLE_DOTS or char == "ـ":
            return ""
        if kind == "Pd":
            return "-"
        if kind in ("Mn", "Me"):
            return "" if OPTIONAL.match(char) else char
        if kind[0] != "L":
            return char
        writing = script(char)
        if writing == "LATIN":
            return "".join(filter(str.isalnum, anyascii(char).lower())) or char
        return normalize("NFD", char)[0] if writing == "GREEK" else char


class Breaking(dict):
    """Which characters end a word."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = kept = char if category(char)[0] in "LNM" else " "
        return kept


FOLDING, BREAKING = Folding(), Breaking()


def plain(text: str) -> str:
    """Without case, width, accents, strokes, points and unseen characters, with one
    kind of apostrophe, of dash and of quotation mark."""
    return folded(text.translate(FIRST)).translate(FOLDING)


def words(text: str) -> list[str]:
    """What stands around an apostrophe is one word, around a dash it is two."""
    return [word for part in parts(text) for word in part]


def parts(text: str) -> list[list[str]]:
    """The words of what stands between spaces; none of an ampersand."""
    text = re.sub(r"(?<=\w')\s+(?=\w)", "", plain(text)).replace("'", "")
    return [part.translate(BREAKING).split() for part in text.split()]


def telling(text: str) -> list[str]:
    """The words without “and” between two others."""
    found = parts(text)
    last = len(found) - 1
    return [
        word
        for place, part in enumerate(found)
        if not (0 < place < last and len(part) == 1 and part[0] in AND)
        for word in part
    ]


def joined(parts: Iterable[str]) -> str:
    return normalize("NFKC", "".join(parts))


@lru_cache(maxsize=40_000)
def name_key(text: str) -> str:
    return joined(telling(text))


@lru_cache(maxsize=40_000)
def order_free(text: str) -> str:
    return joined(sorted(telling(text)))


def sort_key(text: str) -> str:
    """Letters in the order of their scripts; 9 before 10, and both before A."""
    text = " ".join(plain(text).translate(BREAKING).split())
    if not text.isascii():
        text = text.translate(ORDER)
    if "ー" in text:
        for dash, vowel in LONG:
            text = dash.sub(vowel, text)
    return NUMBER.sub(lambda found: found[0].lstrip("0").rjust(DIGITS, "0"), text)


def kept_words(*names: str) -> str:
    """All words, each after a space, and then each name in one piece."""
    loose = [word for name in names for word in words(name)]
    whole = [key for name in names if (key := name_key(name)) and key not in loose]
    return "".join(f" {word}" for word in [*loose, *whole])


def wanted(query: str) -> list[str]:
    """Each stands in the ``kept_words`` of what is looked for, whatever the order."""
    return [
        word if len(word) > SHORT or SPACELESS.match(word) else f" {word}"
        for word in telling(query)[:MOST_WORDS]
    ]
