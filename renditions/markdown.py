"""The Statement as Markdown (CommonMark), for whoever writes with it."""

import json
import re

from openheritage.names import bcp47
from statement.linking import LICENCE
from statement.models import StatementText

from .machine_json import moment
from .naming import absolute, edition
from .parts import ARTICLE, HEADING, TITLE, Part, parts_of

# Whatever CommonMark could read as a mark of its own, within a line or at its begin.
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&]|^[-+=](?=\s|$|[-=])|^\d{1,9}(?=[.)])")


def made(text: StatementText) -> bytes:
    parts = parts_of(text)
    head = {
        "title": next((part.title for part in parts if part.kind == TITLE), ""),
        "lang": bcp47(text.language),
        "version": edition(text),
        "date": moment(text.published_at),
        "license": LICENCE,
        "sha256": text.sha256,
        "source": absolute(text.address),
    }
    # A string of JSON is one of YAML.
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in head.items()
    ]
    blocks = ["---\n" + "\n".join(lines) + "\n---"]
    for part in parts:
        blocks += blocks_of(part)
    return ("\n\n".join(blocks) + "\n").encode()


def blocks_of(part: Part) -> list[str]:
    if part.kind == TITLE:
        return [f"# {plain(part.title or '')}"]
    if part.kind == HEADING:
        return [f"## {plain(part.title or '')}"]
    paragraphs = [plain(words) for words in part.paragraphs]
    if part.kind == ARTICLE:
        return [f"### {part.label}\\. {plain(part.title or '')}", *paragraphs]
    if part.label:
        return [f"({part.label}) {paragraphs[0]}", *paragraphs[1:]]
    return paragraphs


def plain(words: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        found = match[0]
        return f"{found}\\" if found.isdigit() else f"\\{found}"

    return SPECIAL.sub(escaped, words)
