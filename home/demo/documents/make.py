"""Makes the sample documents anew, of the words that lie beside them:

    python -m home.demo.documents.make

They are kept, so that loading the sample needs no typesetter. CC0 1.0.
"""

import json
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import typst
from babel import Locale
from pypdf import PdfReader

from ..texts import texts

HERE = Path(__file__).parent
FONTS = HERE.parents[2] / "renditions" / "fonts"
BRIEF = ["en", "fr", "es", "ar", "zh-hans", "ru"]
CHECKLIST = ["en", "fr", "de", "sw", "id"]
LATIN = "Source Serif 4"
FACES: dict[str, list] = {
    "ar": ["Amiri", LATIN],
    "zh-hans": [{"name": LATIN, "covers": "latin-in-cjk"}, "Noto Serif SC"],
}
# Points at which a language begins, and its leading in em; it shrinks to one page.
SIZES = {"ar": (13.5, 0.75), "zh-hans": (11.5, 0.8)}


def plain(words: str) -> str:
    """Without the marks of rich text."""
    parts, rest = [], words
    while "<" in rest:
        before, _sign, rest = rest.partition("<")
        parts.append(before)
        rest = rest.partition(">")[2]
    return unescape("".join([*parts, rest]))


def brief(language: str) -> bytes:
    size, leading = SIZES.get(language, (12.0, 0.62))
    while True:
        made = typeset(language, size, leading)
        if len(PdfReader(BytesIO(made)).pages) == 1:
            return made
        size -= 0.25


def typeset(language: str, size: float, leading: float) -> bytes:
    words = texts(language)
    data: dict[str, Any] = {
        "title": words["statement.formal"],
        "lead": words["home.headline"],
        "lang": language.partition("-")[0],
        "rtl": Locale.parse(language.partition("-")[0]).text_direction == "rtl",
        "fonts": FACES.get(language, [LATIN]),
        "size": size,
        "leading": leading,
        "parts": [
            {
                "heading": words["home.title"],
                "paragraphs": [words["home.lead"], plain(words["home.programme.p1"])],
            },
            {
                "heading": words["statement.title"],
                "paragraphs": [],
                "articles": [words[f"statement.{n}.title"] for n in range(1, 18)],
            },
            {
                "heading": words["faq.1.q"],
                "paragraphs": [plain(words["faq.1.p1"])],
            },
            {
                "heading": words["faq.3.q"],
                "paragraphs": [plain(words["faq.3.p1"])],
            },
        ],
        "foot": f"{words['statement.sample']} CC0 1.0",
    }
    made: bytes = typst.compile(
        HERE / "brief.typ",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
    return made


def checklist(language: str) -> bytes:
    words = texts(language)
    lines = [words["document.checklist.title"], "", words["document.checklist.summary"]]
    for number in range(1, 8):
        lines += ["", f"[ ] {number}. {words[f'document.checklist.{number}']}"]
    return ("\n".join([*lines, "", "CC0 1.0"]) + "\n").encode()


def letter() -> list[str]:
    return [texts("en")[f"document.letter.{number}"] for number in range(1, 7)]


MIME = "application/vnd.oasis.opendocument.text"
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def open_document(paragraphs: list[str]) -> dict[str, str]:
    """The files of an ODT: as much as a word processor wants."""
    body = "".join(
        f'<text:p text:style-name="P">{escape(words)}</text:p>' for words in paragraphs
    )
    return {
        "mimetype": MIME,
        "content.xml": (
            f'{HEAD}<office:document-content {NAMESPACES} office:version="1.3">'
            "<office:automatic-styles>"
            '<style:style style:name="P" style:family="paragraph">'
            '<style:paragraph-properties fo:margin-bottom="0.4cm"/>'
            '<style:text-properties fo:language="en" fo:country="GB"/>'
            "</style:style></office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        ),
        "meta.xml": (
            f'{HEAD}<office:document-meta {NAMESPACES} office:version="1.3">'
            f"<office:meta><dc:title>{escape(texts('en')['document.letter.title'])}"
            "</dc:title><dc:language>en</dc:language></office:meta>"
            "</office:document-meta>"
        ),
        "META-INF/manifest.xml": (
            f'{HEAD}<manifest:manifest {NAMESPACES} manifest:version="1.3">'
            + "".join(
                f'<manifest:file-entry manifest:full-path="{name}" '
                f'manifest:media-type="{kind}"/>'
                for name, kind in (
                    ("/", MIME),
                    ("content.xml", "text/xml"),
                    ("meta.xml", "text/xml"),
                )
            )
            + "</manifest:manifest>"
        ),
    }


def write_letter(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in open_document(letter()).items():
            # The kind of the file comes first, and is not compressed.
            entry = zipfile.ZipInfo(name, (2026, 11, 27, 0, 0, 0))
            if name != "mimetype":
                entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def main() -> None:
    for language in BRIEF:
        (HERE / f"brief-{language}.pdf").write_bytes(brief(language))
    for language in CHECKLIST:
        (HERE / f"checklist-{language}.txt").write_bytes(checklist(language))
    (HERE / "letter-en.txt").write_text("\n\n".join(letter()) + "\n", "utf-8")
    write_letter(HERE / "letter-en.odt")


if __name__ == "__main__":
    main()
