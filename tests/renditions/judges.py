"""What says of a form that it is valid, and which words are in it."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


@cache
def akoma_ntoso_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "akomantoso30.xsd"))


def text_of_json(data: dict) -> str:
    """As the schema's description says."""
    lines = []
    for block in data["blocks"]:
        label = block["label"] or ""
        if block["title"] is not None:
            lines.append((label, block["title"]))
        lines += [(label, words) for words in block["paragraphs"]]
    return "".join(f"{label}\t{words}\n" for label, words in lines)


def text_of_akoma_ntoso(content: bytes) -> str:
    """Every heading and paragraph in the order of the document, behind the number of
    what it stands in."""
    (statement,) = etree.fromstring(content)
    lines = []

    def walk(element, label):
        number = element.find(f"{AKN}num")
        if number is not None:
            label = number.text
        for child in element:
            if child.tag in (f"{AKN}p", f"{AKN}heading"):
                lines.append((label, "".join(child.itertext())))
            elif child.tag != f"{AKN}meta":
                walk(child, label)

    walk(statement, "")
    return "".join(f"{label}\t{words}\n" for label, words in lines)


def words_of_markdown(source: str) -> list[str]:
    """The words of each block, without the marks before it."""
    found = []
    for block in source.split("\n---\n", 1)[1].strip("\n").split("\n\n"):
        words = re.sub(r"^(#{1,3} (\d+\\\. )?|\([a-z]{1,2}\) )", "", block)
        found.append(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words))
    return found


def words_of_epub(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".xml", ".opf")):
                etree.fromstring(archive.read(name))
        page = etree.fromstring(archive.read("text.xhtml"))
    found = []
    for element in page.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in ("h1", "h2", "h3", "p"):
            for label in element.findall("{*}span"):
                label.text, label.tail = "", (label.tail or "").removeprefix(" ")
            found.append("".join(element.itertext()))
    return found
