"""What becomes of text by strangers: cleaned to be kept, asked or sent.

===============  ====================================================  ===========
function         for                                                   raises
===============  ====================================================  ===========
``readable``     what is kept: NFC, nothing unseen, lines stay         ``ValueError``
``one_line``     the same on one line                                  ``ValueError``
``paragraphs``   the same in lines, at most one empty one in a row     ``ValueError``
``visible``      what is asked, on one line: what cannot be seen goes  never
``for_mail``     what leaves in a mail                                 never
===============  ====================================================  ===========

Their results are kept (names, keys of addresses): what changes here has to be
computed anew there. How names are compared, ordered and found is ``matching.py``'s;
search adds the rules of languages (``search/analysis.py``).
"""

import re
from unicodedata import category, normalize

from .matching import (
    CONTROL,
    FORMAT,
    HALF,
    NO_CHARACTER,
    UNREADABLE,
    folded,
    name_key,
    script,
    sort_key,
)

# What is asked for from here.
__all__ = ["NO_CHARACTER", "folded", "name_key", "script", "sort_key"]

# Bidi embeddings and overrides, and isolates: they reorder what stands around them.
EMBEDDINGS, ISOLATES = "\u202a-\u202e", "\u2066-\u2069"
REORDERING = re.compile(f"[{EMBEDDINGS}{ISOLATES}]")
CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
# Marks of direction, soft hyphens, spaces without width, blank letters, tags. Within a
# word of Mongolian the separator of vowels (U+180E) is part of how it is spelled.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u200b\u200e\u200f\u2060-\u2064"
    "\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u1820-\u18aa\u180b-\u180d\u180f])\u180e|\u180e(?![\u1820-\u18aa])"
)
# Persian, Hindi and others spell with joiners; two in a row spell nothing.
JOINERS = "\u200c\u200d"
RUN_OF_JOINERS = re.compile(f"[{JOINERS}]+")
# What stands where something could not be decoded.
LOST = "\ufffd"


class UnreadableError(ValueError):
    """Signs that nobody could have written or could read."""


class ReorderingError(ValueError):
    """Signs that turn the direction of what stands around them."""


def is_unreadable(character: str) -> bool:
    number = ord(character)
    return (
        category(character) in UNREADABLE
        or character == LOST
        or number & 0xFFFE == 0xFFFE
        or 0xFDD0 <= number <= 0xFDEF
    )


def collapsed(text: str) -> str:
    return " ".join(text.split())


def readable(text: str) -> str:
    """NFC without what cannot be seen; line breaks become LF, tabs spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if any(char != "\n" and is_unreadable(char) for char in text):
        raise UnreadableError
    text = RUN_OF_JOINERS.sub(lambda run: run[0][0], UNSEEN.sub("", undirected(text)))
    return normalize("NFC", text)


def undirected(text: str) -> str:
    """Without embeddings, overrides and isolates that are closed again, as phones and
    word processors put them around a name. Raises ``ReorderingError`` for one that
    would turn what stands behind it."""
    if not REORDERING.search(text):
        return text
    awaited = []
    for mark in REORDERING.findall(text):
        if mark in CLOSED_BY:
            awaited.append(CLOSED_BY[mark])
        elif not awaited or awaited.pop() != mark:
            raise ReorderingError
    if awaited:
        raise ReorderingError
    return REORDERING.sub("", text)


def sendable(text: str) -> str:
    """Half a character can be received in some encodings, and never be sent back."""
    return text.encode(errors="replace").decode()


def one_line(text: str) -> str:
    return collapsed(readable(text)).strip(f"{JOINERS} ")


def paragraphs(text: str) -> str:
    """Lines with collapsed white space; at most one empty line in a row."""
    lines = "\n".join(map(collapsed, readable(text).split("\n")))
    return re.sub("\n{3,}", "\n\n", lines).strip()


def visible(text: str) -> str:
    """What cannot be seen is dropped within words; what is no character parts them."""

    def shown(char: str) -> str:
        kind = category(char)
        if kind in NO_CHARACTER:
            return " "
        return "" if kind == FORMAT and char not in JOINERS else char

    return collapsed("".join(map(shown, text)))


def for_mail(text: str) -> str:
    """Without controls, halves of characters, and what reorders; isolates do not
    reorder what stands outside of them."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    text = re.sub(f"[{EMBEDDINGS}]", "", text)
    return "".join(
        char for char in text if char == "\n" or category(char) not in (CONTROL, HALF)
    )
