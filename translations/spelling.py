"""One spelling for each sentence, however its line ends and its HTML are written.

Browsers post ``\\r\\n`` where ``\\n`` stood, the rich text editor has its own order of
marks, code and imports have others. wagtail-localize tells sentences apart by their
bytes; ``sentences.py`` gives it this spelling instead.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from wagtail_localize.strings import INLINE_TAGS

# What is no white space and not seen either: it hyphenates, parts or joins words.
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Most sentences are in order already, which is cheap to see.
PLAIN = re.compile(r"[^\s<>&]+(?: [^\s<>&]+)*")
SYNONYMS = {"strong": "b", "em": "i"}
BREAK = "br"


class Mark(NamedTuple):
    """An inline element around a word. ``number`` tells two links apart."""

    name: str
    number: int
    attributes: tuple[tuple[str, str], ...]


class Letters(NamedTuple):
    text: str
    marks: tuple[Mark, ...]


def order(mark: Mark) -> tuple[bool, str, int]:
    """Links stand outside, as the rich text editor writes them."""
    return (mark.name != "a", mark.name, mark.number)


def is_inline(element: PageElement) -> bool:
    return not isinstance(element, Tag) or (
        element.name in INLINE_TAGS and all(map(is_inline, element.children))
    )


def letters(elements: list[PageElement]) -> Iterator[Letters]:
    """The text in pieces, each with the marks around it; a line break is LF."""
    links = iter(range(1_000_000))

    def walk(elements: list[PageElement], marks: tuple[Mark, ...]) -> Iterator[Letters]:
        for element in elements:
            if isinstance(element, Comment):
                continue
            if isinstance(element, NavigableString):
                text = normalize("NFC", UNSEEN.sub("", str(element)))
                yield Letters(" ".join(re.split(r"\s+", text)), marks)
            elif isinstance(element, Tag) and element.name == BREAK:
                yield Letters("\n", marks)
            elif isinstance(element, Tag):
                name = SYNONYMS.get(element.name, element.name)
                attributes = tuple(
                    (key, value if isinstance(value, str) else " ".join(value))
                    for key, value in element.attrs.items()
                )
                mark = Mark(name, next(links) if name == "a" else 0, attributes)
                inner = marks if mark in marks else (*marks, mark)
                yield from walk(list(element.children), inner)

    return walk(elements, ())


def spaced(pieces: Iterator[Letters]) -> Iterator[Letters]:
    """White space once, between words and outside of what it only touches.

    One line break stays one; more of them part two paragraphs.
    """
    gap, before = "", None
    for text, marks in pieces:
        for part in re.split(r"([ \n])", text):
            if part in ("", " ", "\n"):
                gap += part
                continue
            if before is not None and gap:
                breaks = min(gap.count("\n"), 2)
                shared = tuple(mark for mark in before if mark in marks)
                yield Letters("\n" * breaks or " ", shared)
            yield Letters(part, marks)
            gap, before = "", marks


def escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\n", f"<{BREAK}/>")


def written(pieces: Iterator[Letters]) -> str:
    """As HTML, each mark opened as seldom as can be."""
    html: list[str] = []
    opened: list[Mark] = []
    ordered = (Letters(text, tuple(sorted(marks, key=order))) for text, marks in pieces)
    for marks, same in groupby(ordered, key=lambda piece: piece.marks):
        kept = 0
        while kept < min(len(opened), len(marks)) and opened[kept] == marks[kept]:
            kept += 1
        html += [f"</{mark.name}>" for mark in reversed(opened[kept:])]
        for mark in marks[kept:]:
            element = Tag(name=mark.name, attrs=dict(mark.attributes))
            html.append(str(element).removesuffix(f"</{mark.name}>"))
        html += [escaped(piece.text) for piece in same]
        opened = list(marks)
    html += [f"</{mark.name}>" for mark in reversed(opened)]
    return "".join(html)


def sentence(html: str) -> str:
    """The one spelling of a sentence that wagtail-localize has taken out of a text."""
    if PLAIN.fullmatch(html) and is_normalized("NFC", html) and not UNSEEN.search(html):
        return html
    # A line end that became a break is one, not two.
    html = re.sub(r"\r(?=\s*<br)", "", html).replace("\r\n", "\n")
    html = html.replace("\r", f"<{BREAK}/>")
    soup = BeautifulSoup(html, "html.parser")
    return written(spaced(letters(list(soup.children))))


def tidy(html: str) -> str:
    """A rich text in which every stretch of words is in its one spelling.

    Before it is cut into sentences, since where the cuts are depends on the order of
    marks. The blocks around the words stay as they are.
    """
    if not html:
        return html
    soup = BeautifulSoup(html.replace("\r", " "), "html.parser")

    def walk(element: Tag) -> None:
        groups = groupby(list(element.children), key=is_inline)
        for inline, members in [(inline, list(group)) for inline, group in groups]:
            if not inline:
                for member in members:
                    if isinstance(member, Tag) and member.name not in INLINE_TAGS:
                        walk(member)
                continue
            words = written(spaced(letters(members)))
            if words:
                fragment = BeautifulSoup(words, "html.parser")
                for part in list(fragment.children):
                    members[0].insert_before(part.extract())
                for member in members:
                    member.extract()

    walk(soup)
    return str(soup)


def loosely(html: str) -> str:
    """For comparing: the same words say the same, wherever their lines are broken.

    Marks that our rich text does not offer are lost when a page is saved.
    """
    lines = re.sub(f"(<{BREAK}/>)+", " ", sentence(html))
    return re.sub(r"</?(?!a\b|b\b)[a-z]+>", "", lines)
