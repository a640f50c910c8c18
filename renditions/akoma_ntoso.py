"""The Statement as Akoma Ntoso 3.0 (OASIS, LegalDocML), valid by its strict schema.

After the United Nations' guidelines (AKN4UN) where a text of no UN body can follow
them. ``num`` holds the bare label, so that the text is the canonical one: the words
“Article” and brackets are no part of it. An ``eId`` is made of the label, so a clause
or an article has the same in every language and version; sections have no label, and
are counted.
"""

import re
from xml.etree import ElementTree as ET

from django.conf import settings

from openheritage.names import bcp47
from statement.models import StatementText, StatementVersion

from .kinds import KINDS
from .naming import (
    absolute,
    day_of,
    edition,
    expression_of,
    followed_by,
    three_letters,
    work_of,
)
from .parts import ARTICLE, CLAUSE, HEADING, OPENING, TITLE, Part, parts_of

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/akn+xml"
US = "#openheritage"
# What XML 1.0 cannot hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def made(text: StatementText) -> bytes:
    document = ET.Element("akomaNtoso", xmlns=NAMESPACE)
    parts = parts_of(text)
    first = is_first(text)
    statement = sub(
        document,
        "statement",
        name="statement",
        contains="originalVersion" if first else "singleVersion",
    )
    Meta(text).write(statement)
    Body(bcp47(text.language)).write(statement, parts)
    ET.indent(document, " ")
    for element in document.iter("p"):
        # A paragraph's spaces are its own.
        if len(element):
            element.text = element[0].tail = None
    content = ET.tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'.encode()


def is_first(text: StatementText) -> bool:
    return edition(text) == "1"


def sub(parent: ET.Element, tag: str, words: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    if words:
        element.text = FORBIDDEN.sub("\ufffd", words)
    return element


class Meta:
    """What it is, in whose words, of which day, and what it was translated from."""

    def __init__(self, text: StatementText) -> None:
        self.text = text
        versions = StatementVersion.objects.filter(
            translation_key=text.version.translation_key,
            number__lte=text.version.number,
        )
        self.versions = list(versions.order_by("number"))
        self.work = work_of(self.versions[0])
        self.expression = expression_of(self.work, text)

    def write(self, statement: ET.Element) -> None:
        meta = sub(statement, "meta")
        self.identify(sub(meta, "identification", source=US))
        sub(
            meta,
            "publication",
            date=day_of(self.text),
            name="website",
            showAs="Open Heritage",
        )
        lifecycle = sub(meta, "lifecycle", source=US)
        references = sub(meta, "references", source=US)
        self.tell_versions(lifecycle, references)
        for kind, name in (
            ("TLCOrganization", "Open Heritage"),
            ("TLCRole", "Author"),
            ("TLCRole", "Editor"),
        ):
            eid = name.lower().replace(" ", "")
            family = kind.removeprefix("TLC").lower()
            href = f"/ontology/{family}/xz/{eid}"
            sub(references, kind, eId=eid, href=href, showAs=name)

    def identify(self, identification: ET.Element) -> None:
        text, work, expression = self.text, self.work, self.expression
        began = work.rsplit("/", 2)[1]
        level = self.level(identification, "FRBRWork", work, began, "#author")
        sub(level, "FRBRcountry", value="xz")
        sub(level, "FRBRname", value="open-heritage")
        sub(level, "FRBRprescriptive", value="false")
        level = self.level(
            identification, "FRBRExpression", expression, day_of(text), "#editor"
        )
        sub(level, "FRBRversionNumber", value=edition(text))
        sub(level, "FRBRauthoritative", value=str(text.is_record).lower())
        sub(level, "FRBRlanguage", language=three_letters(text.language))
        record = None if text.is_record else followed_by(text)
        if record:
            sub(
                level,
                "FRBRtranslation",
                href=expression_of(work, record),
                fromLanguage=three_letters(settings.LANGUAGE_CODE),
                authoritative="false",
                by=US,
            )
        level = self.level(
            identification,
            "FRBRManifestation",
            f"{expression}.akn.xml",
            day_of(text),
            "#editor",
        )
        sub(level, "FRBRformat", value=MEDIA_TYPE)

    def level(
        self, parent: ET.Element, tag: str, uri: str, date: str, role: str
    ) -> ET.Element:
        level = sub(parent, tag)
        this = (
            f"{uri.removesuffix('.akn.xml')}/!main.akn.xml"
            if tag == "FRBRManifestation"
            else f"{uri}/!main"
        )
        sub(level, "FRBRthis", value=this)
        sub(level, "FRBRuri", value=uri)
        if tag == "FRBRExpression":
            sub(level, "FRBRalias", value=f"sha256:{self.text.sha256}", name="sha256")
        elif tag == "FRBRManifestation":
            (kind,) = [kind for kind in KINDS if kind.view == "statement_akn"]
            path = f"{kind.path(self.text.language)}?text={self.text.sha256}"
            sub(level, "FRBRalias", value=absolute(path), name="url")
        sub(level, "FRBRdate", date=date, name="publication")
        author = sub(level, "FRBRauthor", href=US)
        author.set("as", role)
        return level

    def tell_versions(self, lifecycle: ET.Element, references: ET.Element) -> None:
        """Each version of the record up to this one."""
        for version in self.versions:
            number = str(version.number)
            day = version.published_at.date().isoformat()
            is_original = version == self.versions[0]
            kind, tag = (
                ("generation", "original")
                if is_original
                else ("amendment", "passiveRef")
            )
            sub(
                lifecycle,
                "eventRef",
                eId=f"event_{number}",
                date=day,
                source=f"#version_{number}",
                type=kind,
            )
            language = three_letters(settings.LANGUAGE_CODE)
            sub(
                references,
                tag,
                eId=f"version_{number}",
                href=f"{self.work}/{language}@{day};v{number}",
                showAs=f"Version {number}",
            )


class Body:
    """Title, preamble and articles; what does not fit that shape keeps its place."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.counts: dict[str, int] = {}

    def counted(self, name: str) -> str:
        self.counts[name] = self.counts.get(name, 0) + 1
        return f"{name}_{self.counts[name]}"

    def write(self, statement: ET.Element, parts: list[Part]) -> None:
        if parts and parts[0].kind == TITLE:
            preface = self.container(statement, "preface")
            title = sub(preface, "longTitle", eId="preface__longTitle")
            sub(sub(title, "p"), "docTitle", parts[0].title or "")
            parts = parts[1:]
        border = border_of(parts)
        if border:
            self.preamble(self.container(statement, "preamble"), parts[:border])
        body = self.container(statement, "mainBody")
        self.main(body, parts[border:])

    def container(self, parent: ET.Element, tag: str) -> ET.Element:
        return sub(parent, tag, **{"eId": tag, XML_LANG: self.tag})

    def preamble(self, preamble: ET.Element, parts: list[Part]) -> None:
        recitals: ET.Element | None = None
        for place, part in enumerate(parts):
            after = parts[place + 1 : place + 2]
            if part.kind == CLAUSE:
                if recitals is None:
                    recitals = sub(preamble, "recitals", eId=self.counted("recs"))
                recital = sub(recitals, "recital", eId=f"rec_{part.label}")
                sub(recital, "num", part.label)
                write_paragraphs(recital, part.paragraphs)
                continue
            if part.kind == HEADING and after and after[0].kind == CLAUSE:
                recitals = sub(preamble, "recitals", eId=self.counted("recs"))
                sub(recitals, "heading", part.title or "")
                continue
            recitals = None
            name = "heading" if part.kind == HEADING else "opening"
            formula = sub(preamble, "formula", eId=self.counted("formula"), name=name)
            words = [part.title or ""] if part.kind == HEADING else part.paragraphs
            write_paragraphs(formula, words)

    def main(self, body: ET.Element, parts: list[Part]) -> None:
        here = body
        for part in parts:
            if part.kind == HEADING:
                here = sub(body, "section", eId=self.counted("sec"))
                sub(here, "heading", part.title or "")
            elif part.kind == OPENING:
                eid = self.counted("hcontainer")
                text = sub(here, "hcontainer", eId=eid, name="text")
                write_paragraphs(sub(text, "content"), part.paragraphs)
            else:
                self.labelled(here, part)
        if not parts:
            sub(body, "hcontainer", eId="hcontainer_1", name="empty")

    def labelled(self, here: ET.Element, part: Part) -> None:
        tag, prefix = ("article", "art") if part.kind == ARTICLE else ("clause", "cl")
        element = sub(here, tag, eId=f"{prefix}_{part.label}")
        sub(element, "num", part.label)
        if part.title is not None:
            sub(element, "heading", part.title)
        if len(part.paragraphs) == 1:
            write_paragraphs(sub(element, "content"), part.paragraphs)
            return
        for number, words in enumerate(part.paragraphs, start=1):
            eid = f"{prefix}_{part.label}__para_{number}"
            paragraph = sub(element, "paragraph", eId=eid)
            write_paragraphs(sub(paragraph, "content"), [words])


def border_of(parts: list[Part]) -> int:
    """How many parts are the preamble's: all before the first article and the headings
    that stand over it; without articles all up to the last clause."""
    kinds = [part.kind for part in parts]
    if ARTICLE not in kinds:
        clauses = [place for place, kind in enumerate(kinds) if kind == CLAUSE]
        return clauses[-1] + 1 if clauses else 0
    border = kinds.index(ARTICLE)
    while border and kinds[border - 1] == HEADING:
        border -= 1
    return border


def write_paragraphs(parent: ET.Element, paragraphs: list[str]) -> None:
    for words in paragraphs:
        sub(parent, "p", words)
