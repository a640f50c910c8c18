"""What a reader finds in a PDF; plain functions."""

import re
from io import BytesIO
from typing import Any
from unicodedata import category, normalize

from pypdf import PdfReader

from statement.models import StatementText

FOOTER = re.compile(r"\S+\s*/\s*\S+\s*$")


def reader(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def squeezed(words: str) -> str:
    """Without white space, and without marks on letters."""
    parts = normalize("NFD", words)
    kept = (each for each in parts if category(each)[0] not in "ZCM")
    return "".join(kept)


def text_of(content: bytes, title: str = "") -> str:
    """All words, page after page, without the foot of each."""
    found = ""
    for page in reader(content).pages:
        words = FOOTER.sub("", page.extract_text().rstrip()).rstrip()
        found += squeezed(words).removesuffix(squeezed(title))
    return found


def missing(text: StatementText, content: bytes) -> list[str]:
    """Lines of the canonical text that are not there, in their order."""
    title = text.lines[0][1]
    found, place, lost = text_of(content, title), 0, []
    for _label, words in text.lines:
        at = found.find(squeezed(words), place)
        if at < 0:
            lost.append(words)
        else:
            place = at + len(squeezed(words))
    return lost


def fonts(pdf: PdfReader) -> dict[str, Any]:
    """{name: whether it is embedded}."""
    found = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            (below,) = font.get_object()["/DescendantFonts"]
            descriptor = below.get_object()["/FontDescriptor"].get_object()
            name = font.get_object()["/BaseFont"].removeprefix("/")
            found[name] = any(f"/FontFile{kind}" in descriptor for kind in ("", 2, 3))
    return found


def bookmarks(pdf: PdfReader) -> list[str]:
    def titles(entries: list) -> list[str]:
        return [
            title
            for each in entries
            for title in (titles(each) if isinstance(each, list) else [each.title])
        ]

    return titles(pdf.outline)


def links(pdf: PdfReader) -> set[str]:
    return {
        note.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }
