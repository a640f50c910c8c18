"""The words of a profile as its contact types them: paragraphs of plain text.

What staff have made of it besides (headings, pictures, links, lists) stays wherever the
paragraphs around it stay.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.html import escape
from wagtail.blocks import StreamValue

# Of a list, each on a line of its own.
BULLET = "- "


@dataclass(frozen=True)
class Piece:
    """A paragraph, a list or a heading; without ``text``, what is not words alone."""

    text: str
    kind: str
    value: Any
    block: str | None = None


def pieces_of(body: StreamValue) -> list[Piece]:
    found: list[Piece] = []
    for raw in body.get_prep_value():
        kind, value, block = raw["type"], raw["value"], raw.get("id")
        if kind == "heading":
            found.append(Piece(" ".join(str(value).split()), kind, value, block))
        elif kind == "paragraph":
            found += [
                Piece(plain(element), kind, str(element), block)
                for element in elements(str(value))
            ]
        else:
            found.append(Piece("", kind, value, block))
    return [piece for piece in found if piece.text or piece.kind != "paragraph"]


def elements(html: str) -> list[Tag]:
    soup = BeautifulSoup(html, "html.parser")
    found: list[Tag] = []
    for child in list(soup.children):
        if isinstance(child, Tag):
            found.append(child)
        elif isinstance(child, NavigableString) and child.strip():
            wrapped = soup.new_tag("p")
            child.wrap(wrapped)
            found.append(wrapped)
    return found


def plain(element: Tag) -> str:
    if element.name in ("ul", "ol"):
        items = [" ".join(each.get_text().split()) for each in element.find_all("li")]
        return "\n".join(f"{BULLET}{item}" for item in items if item)
    for line in element.find_all("br"):
        line.replace_with("\n")
    lines = [" ".join(line.split()) for line in element.get_text().split("\n")]
    return "\n".join(filter(None, lines))


def text_of(body: StreamValue | None) -> str:
    """All its words, paragraphs apart by an empty line."""
    if not body:
        return ""
    return "\n\n".join(piece.text for piece in pieces_of(body) if piece.text)


def paragraphs_of(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def as_html(paragraph: str) -> str:
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    if all(line.startswith(BULLET) for line in lines):
        items = [escape(line.removeprefix(BULLET)) for line in lines]
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    return f"<p>{'<br/>'.join(map(escape, lines))}</p>"


def merged(body: StreamValue | None, text: str) -> list[dict[str, Any]]:
    """The body with these words, as a StreamField takes it."""
    old = pieces_of(body) if body else []
    words = [piece for piece in old if piece.text]
    # What stands behind each of them, and before the first.
    behind: dict[int, list[Piece]] = {}
    place = -1
    for piece in old:
        if piece.text:
            place += 1
        else:
            behind.setdefault(place, []).append(piece)
    new = paragraphs_of(text)
    made = [*behind.get(-1, [])]
    matcher = SequenceMatcher(
        None, [piece.text for piece in words], new, autojunk=False
    )
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            made += [
                Piece(part, "paragraph", as_html(part))
                for part in new[new_start:new_end]
            ]
        for index in range(start, end):
            if tag == "equal":
                made.append(words[index])
            made += behind.get(index, [])
    return blocks_of(made)


def blocks_of(pieces: list[Piece]) -> list[dict[str, Any]]:
    """Paragraphs in a row are one block, as editors write them; each block that was
    there keeps its name, by which its translations find it."""
    blocks: list[dict[str, Any]] = []
    used: set[str] = set()
    for piece in pieces:
        last = blocks[-1] if blocks else None
        fits = (
            last is not None
            and last["type"] == piece.kind == "paragraph"
            and (piece.block is None or piece.block == last.get("id"))
        )
        if last is not None and fits:
            last["value"] += piece.value
            continue
        block = {"type": piece.kind, "value": piece.value}
        if piece.block is not None and piece.block not in used:
            block["id"] = piece.block
            used.add(piece.block)
        blocks.append(block)
    return blocks
