"""Letters of another script than the language's, letters that only look like its own,
and signs of direction that are opened and never closed."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import name

from babel.core import get_global
from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted
from .reading import PLACE, without_addresses

WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
CJK = {"CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "FULLWIDTH", "IDEOGRAPHIC"}
# By CLDR's code of a script, what names of its characters begin with.
BLOCKS = {
    "Latn": {"LATIN"},
    "Cyrl": {"CYRILLIC"},
    "Grek": {"GREEK"},
    "Arab": {"ARABIC"},
    "Hebr": {"HEBREW"},
    "Jpan": CJK,
    "Hans": {"CJK", "FULLWIDTH", "IDEOGRAPHIC"},
    "Hant": {"CJK", "FULLWIDTH", "IDEOGRAPHIC", "BOPOMOFO"},
    "Kore": {"HANGUL", "CJK"},
    "Deva": {"DEVANAGARI"},
    "Beng": {"BENGALI"},
    "Thai": {"THAI"},
    "Armn": {"ARMENIAN"},
    "Geor": {"GEORGIAN"},
    "Ethi": {"ETHIOPIC"},
    "Khmr": {"KHMER"},
    "Laoo": {"LAO"},
    "Mymr": {"MYANMAR"},
    "Taml": {"TAMIL"},
    "Telu": {"TELUGU"},
    "Knda": {"KANNADA"},
    "Mlym": {"MALAYALAM"},
    "Gujr": {"GUJARATI"},
    "Guru": {"GURMUKHI"},
    "Sinh": {"SINHALA"},
    "Tibt": {"TIBETAN"},
}
# Written in two scripts, or in another one than CLDR thinks likeliest.
SEVERAL = {"az", "bs", "ha", "kk", "ks", "ku", "mn", "ms", "pa", "sd", "sr", "tg", "uz"}
# Capitals, and small letters, that cannot be told apart by eye.
ALIKE = {
    "LATIN": set("ABCEHIJKMOPSTXYaceijopsxy"),
    "CYRILLIC": set("АВСЕНІЈКМОРЅТХУасеіјорѕху"),
    "GREEK": set("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"),
}
NUMERAL = re.compile("[IVXLCDM]+")
# English words that are at home in every script.
LOANS = {"cookie", "cookies"}
OPENING = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
CLOSING = set(OPENING.values())


@cache
def script(letter: str) -> str:
    """``LATIN``, ``CYRILLIC``; empty for what is common to all."""
    found = re.split("[ -]", name(letter, ""), maxsplit=1)[0]
    return "CJK" if found == "KANGXI" else found


@cache
def script_of(language: str) -> str:
    """CLDR's code for the script of a language: ``Cyrl``."""
    parts = language.split("-")
    for part in parts[1:]:
        if len(part) == 4:
            return part.title()
    likely = get_global("likely_subtags")
    full = likely.get("_".join(parts[:2])) or likely.get(parts[0]) or ""
    codes = [part for part in full.split("_") if len(part) == 4]
    return codes[0] if codes else ""


def blocks_of(language: str) -> set[str]:
    """Empty for a language of which nothing is known."""
    base = language.split("-")[0]
    if base in SEVERAL and len(language.split("-")) == 1:
        return set()
    return BLOCKS.get(script_of(language), set())


def scripts_in(word: str) -> set[str]:
    return {script(letter) for letter in word if letter.isalpha()}


def is_name(word: str) -> bool:
    """UNESCO, Wikimedia, GitHub, museum.example: it keeps its letters everywhere."""
    return "." in word or any(letter.isupper() for letter in word)


def is_lookalike(word: str) -> bool:
    """Letters of two scripts in one word, of which those of one could pass for the
    other's."""
    found = scripts_in(word) & set(ALIKE)
    if len(found) < 2:
        return False
    for kind in found:
        letters = {each for each in word if script(each) == kind}
        if letters <= ALIKE[kind]:
            return True
    return False


def wrong_scripts(pair: Pair) -> Iterator[Finding]:
    blocks = blocks_of(pair.language)
    original = WORD.findall(without_addresses(pair.said))
    said = {word.lower() for word in original}
    names = {word.partition("’")[0] for word in original if is_name(word)}
    seen = set()
    for match in WORD.finditer(without_addresses(pair.read)):
        word = match[0]
        if word in seen or NUMERAL.fullmatch(word):
            continue
        seen.add(word)
        if word.lower() not in said and is_lookalike(word):
            yield Finding(
                "lookalike",
                staff_(
                    "“%(words)s” mixes letters of two scripts that look alike: type it "
                    "anew"
                )
                % quoted(word),
            )
            continue
        foreign = foreign_part(word, blocks)
        if not foreign or foreign in names or foreign.lower() in LOANS:
            continue
        if len(foreign) == 1 and foreign.lower() in said:
            continue
        if could_be_own(foreign, blocks) and foreign.lower() not in said:
            yield Finding(
                "lookalike",
                staff_(
                    "“%(words)s” is written with letters of another script that look "
                    "like yours: type it anew"
                )
                % quoted(foreign),
            )
        elif not (
            is_latin(foreign) and is_name(foreign) and foreign.lower() not in said
        ):
            yield Finding(
                "script",
                staff_("“%(words)s” is not in the script of the language")
                % quoted(foreign),
            )


def foreign_part(word: str, blocks: set[str]) -> str:
    """Of a word that holds other letters than the language's, these."""
    if not blocks:
        return ""
    letters = [
        letter
        for letter in word
        if letter.isalpha()
        and (kind := script(letter)) not in blocks
        and kind not in ("MODIFIER", "FEMININE", "MASCULINE", "PROLONGED", "MICRO")
    ]
    if not letters:
        return ""
    start = end = word.index(letters[0])
    while end < len(word) and (word[end] in letters or not word[end].isalpha()):
        end += 1
    return word[start:end].rstrip("'’.-")


def is_latin(word: str) -> bool:
    return scripts_in(word) == {"LATIN"}


def could_be_own(word: str, blocks: set[str]) -> bool:
    """A whole word of letters that look like some of the language's: СССР in Latin."""
    kinds = scripts_in(word)
    if len(kinds) != 1 or len(word) < 2:
        return False
    (kind,) = kinds
    alike = ALIKE.get(kind)
    return bool(alike and blocks & (set(ALIKE) - {kind})) and set(word) <= (
        alike or set()
    )


def kana_and_han(pair: Pair) -> Iterator[Finding]:
    """Chinese has no kana; a Japanese sentence is not without."""
    kinds = {script(letter) for letter in pair.read}
    kana = kinds & {"HIRAGANA", "KATAKANA"}
    letters = [letter for letter in pair.read if script(letter) == "CJK"]
    if pair.base == "ja" and len(letters) >= 15 and not kana:
        yield Finding("script", staff_("There is no kana in it: is this Japanese?"))


def directions(pair: Pair) -> Iterator[Finding]:
    """Unicode's own rules: embeddings end with PDF, isolates with PDI."""
    opened: list[str] = []
    for sign in pair.read:
        if sign in OPENING:
            opened.append(OPENING[sign])
        elif sign in CLOSING:
            if not opened or opened[-1] != sign:
                opened.append(sign)
                break
            opened.pop()
    if opened:
        yield Finding(
            "direction",
            staff_("An invisible sign of direction is opened and not closed"),
        )


def check(pair: Pair) -> Iterator[Finding]:
    if pair.read.strip(f" {PLACE}"):
        yield from wrong_scripts(pair)
        yield from kana_and_han(pair)
        yield from directions(pair)
