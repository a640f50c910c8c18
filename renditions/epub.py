"""The Statement as a book: EPUB 3, in one file of XHTML.

Made by hand, since it is a ZIP file of five small ones; the same text gives the same
bytes.
"""

from datetime import UTC
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openheritage.names import bcp47, direction
from statement.linking import LICENCE
from statement.models import StatementText

from .akoma_ntoso import FORBIDDEN
from .naming import absolute, edition
from .parts import ARTICLE, HEADING, OPENING, TITLE, Part, parts_of

MEDIA_TYPE = "application/epub+zip"
# The least that the format of archives can tell.
DAY = (1980, 1, 1, 0, 0, 0)
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>\
</rootfiles>
</container>
"""
SHEET = """body { line-height: 1.5; margin: 1em; }
h1 { font-size: 1.6em; } h2 { font-size: 1.3em; } h3 { font-size: 1.1em; }
.label { font-style: normal; opacity: 0.8; }
"""


def made(text: StatementText) -> bytes:
    parts = parts_of(text)
    title = words(next((part.title for part in parts if part.kind == TITLE), "") or "")
    files = {
        "META-INF/container.xml": CONTAINER,
        "book.opf": package(text, title),
        "contents.xhtml": page(text, title, contents(parts, title)),
        "text.xhtml": page(text, title, "\n".join(map(html_of, numbered(parts)))),
        "style.css": SHEET,
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(entry("mimetype", ZIP_STORED), MEDIA_TYPE)
        for name, content in files.items():
            archive.writestr(entry(name, ZIP_DEFLATED), content)
    return buffer.getvalue()


def entry(name: str, compression: int) -> ZipInfo:
    info = ZipInfo(name, DAY)
    info.compress_type = compression
    info.create_system = 3
    return info


def words(text: str) -> str:
    return escape(FORBIDDEN.sub("\ufffd", text))


def package(text: StatementText, title: str) -> str:
    at = text.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tag = bcp47(text.language)
    way = "rtl" if direction(text.language) == "rtl" else "ltr"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{tag}" dir="{way}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:sha256:{text.sha256}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{tag}</dc:language>
<dc:creator>Open Heritage</dc:creator>
<dc:date>{at[:10]}</dc:date>
<dc:rights>{LICENCE}</dc:rights>
<dc:source>{escape(absolute(text.address))}</dc:source>
<meta property="dcterms:modified">{at}</meta>
<meta property="dcterms:hasVersion">{edition(text)}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityHazard">none</meta>
</metadata>
<manifest>
<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" \
properties="nav"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
</manifest>
<spine page-progression-direction="{way}"><itemref idref="text"/></spine>
</package>
"""


def page(text: StatementText, title: str, body: str) -> str:
    tag, way = bcp47(text.language), direction(text.language)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
xml:lang="{tag}" lang="{tag}" dir="{way}">
<head><title>{title}</title><link rel="stylesheet" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""


Numbered = tuple[Part, str]


def numbered(parts: list[Part]) -> list[Numbered]:
    """With the address of each within the book."""
    return [
        (part, part.anchor if part.label else f"part-{place}")
        for place, part in enumerate(parts)
    ]


def contents(parts: list[Part], title: str) -> str:
    entries = [
        f'<li><a href="text.xhtml#{anchor}">{told(part)}</a></li>'
        for part, anchor in numbered(parts)
        if part.kind in (TITLE, HEADING, ARTICLE)
    ] or [f'<li><a href="text.xhtml">{title}</a></li>']
    listed = "".join(entries)
    return f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>{listed}</ol></nav>'


def told(part: Part) -> str:
    title = words(part.title or "")
    return f"{part.label}. {title}" if part.kind == ARTICLE else title


def html_of(each: Numbered) -> str:
    part, anchor = each
    paragraphs = "".join(f"<p>{words(one)}</p>" for one in part.paragraphs)
    if part.kind == TITLE:
        return f'<h1 id="{anchor}">{words(part.title or "")}</h1>'
    if part.kind == HEADING:
        return f'<h2 id="{anchor}">{words(part.title or "")}</h2>'
    label = f'<span class="label" dir="ltr">{words(part.label)}</span>'
    if part.kind == ARTICLE:
        head = f"<h3>{label} {words(part.title or '')}</h3>"
        return f'<section id="{anchor}">{head}{paragraphs}</section>'
    if part.kind == OPENING:
        return f'<div id="{anchor}">{paragraphs}</div>'
    first, *rest = (words(one) for one in part.paragraphs)
    more = "".join(f"<p>{one}</p>" for one in rest)
    return f'<div id="{anchor}"><p>{label} {first}</p>{more}</div>'
