"""What two texts differ in, paragraph by paragraph, as ``<ins>`` and ``<del>``."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, zip_longest
from unicodedata import category, name

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from openheritage.furniture import furniture_language
from openheritage.names import bcp47

SAME, DELETED, INSERTED = "same", "deleted", "inserted"

# They put no space between words: a difference is shown by the character.
UNSPACED = ("CJK ", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "KHMER")

Line = tuple[str, str]
Piece = tuple[str, str]


def lines_of(text: str) -> list[Line]:
    """``(label, words)`` of each paragraph of a canonical text."""
    lines = [line.partition("\t") for line in text.splitlines()]
    return [(label, words) for label, _tab, words in lines]


def labels_of(text: str) -> list[str]:
    """The labels in the order of the text, whatever the paragraphs of a part; each
    title, opening paragraph and heading is a part of its own, without label."""
    labels = [label for label, _words in lines_of(text)]
    pairs = zip(labels, ["", *labels], strict=False)
    return [label for label, before in pairs if not label or label != before]


def kind_of(character: str) -> str:
    """Characters of one kind, side by side, make a word."""
    kind = category(character)
    if character.isspace():
        return "space"
    if kind[0] == "M":
        # A mark belongs to whatever it stands on.
        return "mark"
    if kind[0] in "PS":
        return ""
    return "" if name(character, "").startswith(UNSPACED) else "word"


def tokens_of(words: str) -> list[str]:
    tokens: list[str] = []
    before = ""
    for character in words:
        kind = kind_of(character)
        if tokens and (kind == "mark" or (kind and kind == before)):
            tokens[-1] += character
        else:
            tokens.append(character)
            before = kind
    return tokens


def pieces_of(old: str, new: str) -> list[Piece]:
    """The words of a paragraph, before and after, in pieces."""
    before, after = tokens_of(old), tokens_of(new)
    pieces: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal" and gone.strip():
            pieces.append((SAME, gone))
        else:
            # A space between two words that are replaced is replaced with them.
            pieces += [(DELETED, gone), (INSERTED, come)]
    return joined(pieces)


def joined(pieces: list[Piece]) -> list[Piece]:
    """Between two pieces that stay, one that has gone and one that has come."""
    result: list[Piece] = []
    gone = come = ""
    for kind, words in [*pieces, (SAME, "")]:
        if kind == DELETED:
            gone += words
        elif kind == INSERTED:
            come += words
        else:
            if gone != come:
                result += [(DELETED, gone), (INSERTED, come)]
            else:
                result.append((SAME, gone))
            result.append((SAME, words))
            gone = come = ""
    return [(kind, words) for kind, words in result if words]


@dataclass(frozen=True)
class Change:
    """A paragraph that is new, gone or reworded; a title has no label."""

    label: str
    old: str
    new: str

    @cached_property
    def pieces(self) -> list[Piece]:
        if not self.old:
            return [(INSERTED, self.new)]
        if not self.new:
            return [(DELETED, self.old)]
        return pieces_of(self.old, self.new)

    @property
    def html(self) -> SafeString:
        """With words for those who hear it: screen readers pass over the marks."""
        tag = bcp47(furniture_language())
        told = {
            DELETED: ("del", gettext("deleted:")),
            INSERTED: ("ins", gettext("inserted:")),
        }
        template = (
            '<{0}><span class="visually-hidden w-sr-only" lang="{1}">[{2} </span>{3}'
            '<span class="visually-hidden w-sr-only">]</span></{0}>'
        )
        return format_html_join(
            "",
            "{}",
            (
                (
                    words
                    if kind == SAME
                    else format_html(
                        template, told[kind][0], tag, told[kind][1], words
                    ),
                )
                for kind, words in self.pieces
            ),
        )


# Texts never change, and comparing two whole ones takes a moment.
@lru_cache(maxsize=128)
def changes(old: str, new: str) -> tuple[Change, ...]:
    """The paragraphs in which a canonical text differs from the one before."""
    return tuple(found(lines_of(old), lines_of(new)))


def found(old: list[Line], new: list[Line]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield from paired(old[start:end], new[new_start:new_end])


def paired(old: list[Line], new: list[Line]) -> Iterator[Change]:
    """Paragraphs under the same label belong together, in their order."""
    labels = list(dict.fromkeys(label for label, _words in [*old, *new]))
    for label in labels:
        before = [words for other, words in old if other == label]
        after = [words for other, words in new if other == label]
        for gone, come in zip_longest(before, after, fillvalue=""):
            yield Change(label, gone, come)


def steps(texts: list[str]) -> list[tuple[Change, ...]]:
    """What each text changed in the one before it; the first changed nothing."""
    return [(), *(changes(old, new) for old, new in pairwise(texts))]
