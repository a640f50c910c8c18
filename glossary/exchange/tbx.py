"""The glossary as TBX (ISO 30042:2019), in its dialect TBX-Basic, style DCA.

Each term is a concept with its English word, the translation as the preferred term,
and each wrong word as a deprecated one.
"""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as staff_

from glossary.models import Term
from openheritage.names import bcp47

from .rows import FileError, Row

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = "administrativeStatus"
PREFERRED, DEPRECATED = "preferredTerm-admn-sts", "deprecatedTerm-admn-sts"
ADMITTED = "admittedTerm-admn-sts"
WRONG = {DEPRECATED, "supersededTerm-admn-sts"}
ORIGINAL = "en"


def write(terms: Iterable[Term], language: str, title: str) -> bytes:
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        f"{{{NAMESPACE}}}tbx", {"type": "TBX-Basic", "style": "dca", LANG: ORIGINAL}
    )
    description = add(add(root, "tbxHeader"), "fileDesc")
    add(add(description, "titleStmt"), "title", title)
    add(add(description, "sourceDesc"), "p", title)
    body = add(add(root, "text"), "body")
    for term in terms:
        concept = add(body, "conceptEntry", id=f"t{term.pk}")
        if term.note:
            add(concept, "note", term.note)
        section(concept, ORIGINAL, [(term.term, PREFERRED)])
        words = [(term.translation, PREFERRED)]
        words += [(wrong, DEPRECATED) for wrong in term.wrong_words]
        section(concept, bcp47(language), words)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text or None
    return element


def section(concept: ET.Element, language: str, words: list[tuple[str, str]]) -> None:
    element = add(concept, "langSec")
    element.set(LANG, language)
    for word, status in words:
        inner = add(element, "termSec")
        add(inner, "term", word)
        add(inner, "termNote", status, type=STATUS)


def local(element: ET.Element) -> str:
    # Comments have a function in place of a name.
    return str(element.tag).rpartition("}")[2]


def parts(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    return (each for each in element.iter() if local(each) in names)


def text_of(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def parsed(content: bytes) -> ET.Element:
    # Entities could make a small file a huge one; no TBX of today has a DOCTYPE with
    # any of its own.
    if b"<!ENTITY" in content or "<!ENTITY".encode("utf-16-le") in content:
        raise FileError(staff_("This is no TBX file: it defines entities."))
    try:
        root = ET.fromstring(content)  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise FileError(
            staff_("This is no TBX file: line %(line)s cannot be read.")
            % {"line": line}
        ) from error
    # MARTIF is what TBX was before 2019.
    if local(root) not in ("tbx", "martif"):
        raise FileError(staff_("This is no TBX file: it begins otherwise."))
    return root


def is_of(element: ET.Element, language: str) -> bool:
    """fr-FR is French; zh is Chinese, of whatever script."""
    given = element.get(LANG) or element.get("lang") or ""
    given, wanted = given.lower().replace("_", "-"), language.lower()
    return (
        given == wanted
        or given.startswith(f"{wanted}-")
        or (given == wanted.split("-")[0] and bool(given))
    )


def words_of(section: ET.Element) -> list[tuple[str, str]]:
    """``(word, status)``."""
    found = []
    for inner in parts(section, "termSec", "tig", "ntig"):
        word = next((text_of(each) for each in parts(inner, "term")), "")
        status = next(
            (
                text_of(note)
                for note in parts(inner, "termNote")
                if note.get("type") == STATUS
            ),
            # Style DCT names the element after what it says.
            next((text_of(each) for each in parts(inner, STATUS)), PREFERRED),
        )
        if word:
            found.append((word, status))
    return found


def read(content: bytes, language: str) -> list[Row]:
    """Rows are numbered as the concepts are in the file."""
    rows = []
    for number, concept in enumerate(
        parts(parsed(content), "conceptEntry", "termEntry"), start=1
    ):
        originals: list[tuple[str, str]] = []
        words: list[tuple[str, str]] = []
        inner = list(parts(concept, "langSec", "langSet"))
        for each in inner:
            if is_of(each, language):
                words += words_of(each)
            elif is_of(each, ORIGINAL):
                originals += words_of(each)
        good = [word for word, status in words if status not in WRONG]
        wrong = [word for word, status in words if status in WRONG]
        notes = [text_of(each) for each in concept.iter() if local(each) == "note"]
        term = next((word for word, kind in originals if kind not in WRONG), "")
        rows.append(
            Row(
                number,
                term,
                ", ".join(dict.fromkeys(good)),
                "\n".join(notes) if notes else "",
                "\n".join(dict.fromkeys(wrong)),
            )
        )
    if not rows:
        raise FileError(staff_("There is no term in this file."))
    return rows
