"""A sentence as it is stored, and as a translator reads and types it.

Stored is HTML: ``<b>``, ``<a id="a1">``, ``<br/>``, ``&amp;``. On the screen a line
break is a new line and a sign is a sign; marks stay marks, since words move around
them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as staff_
from wagtail_localize.models import StringSegment
from wagtail_localize.strings import INLINE_TAGS

from openheritage.faithful import TAG, VOID, mark

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
EDGES = " \t\r\n"


def signs(text: str) -> str:
    return ENTITY.sub(lambda entity: unescape(entity[0]), text)


def pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Words, and between them marks, in turn."""
    last = 0
    for tag in TAG.finditer(text):
        yield text[last : tag.start()], tag
        last = tag.end()
    yield text[last:], None


def written(text: str) -> str:
    """What is stored of what somebody typed."""
    html = "".join(
        escape(signs(words), quote=False) + (tag[0] if tag else "")
        for words, tag in pieces(text.replace("\r\n", "\n").strip(EDGES))
    )
    return BREAK.sub("<br/>", html.replace("\n", "<br/>"))


def shown(data: str) -> str:
    """What a text area holds of what is stored; ``written`` takes it back."""
    lines = BREAK.sub("\n", data)
    text = "".join(
        signs(words) + (tag[0] if tag else "") for words, tag in pieces(lines)
    )
    return text if written(text) == BREAK.sub("<br/>", data) else lines


def is_inline(tag: re.Match[str]) -> bool:
    return tag["name"].lower() in INLINE_TAGS


def pretty(data: str) -> SafeString:
    """For the eye: bold is bold, and a link has its number beside it."""
    html: list[str] = []
    for words, tag in pieces(data):
        html.append(escape(signs(words), quote=False))
        if tag is None:
            continue
        name = tag["name"].lower()
        if name == "br":
            html.append("<br>")
        elif not is_inline(tag):
            html.append(escape(tag[0]))
        elif name == "a":
            html.append("</span>" if tag["close"] else '<span class="wb-link">')
        else:
            html.append(f"</{name}>" if tag["close"] else f"<{name}>")
    return balanced("".join(html))


def balanced(html: str) -> SafeString:
    """Its words are escaped and its marks are those above; what is left open closes."""
    opened: list[str] = []
    out: list[str] = []
    for words, tag in pieces(html):
        out.append(words)
        if tag is None:
            continue
        name = tag["name"]
        if name in VOID:
            out.append(tag[0])
        elif not tag["close"]:
            opened.append(name)
            out.append(tag[0])
        elif opened and opened[-1] == name:
            opened.pop()
            out.append(tag[0])
    out += [f"</{name}>" for name in reversed(opened)]
    return mark_safe("".join(out))  # noqa: S308 - escaped above, piece by piece


@dataclass(frozen=True)
class Mark:
    """What stands around words of the original, and has to in the translation."""

    opening: str
    closing: str
    label: str
    # The words it stands around, and where they lead.
    words: str
    target: str = ""


def name_of(name: str, number: int) -> str:
    names = {
        "a": staff_("Link %(number)s") % {"number": number},
        "b": staff_("Bold"),
        "strong": staff_("Bold"),
        "i": staff_("Italics"),
        "em": staff_("Italics"),
        "code": staff_("Code"),
        "br": staff_("Line break"),
    }
    return names.get(name, f"<{name}>")


def targets_of(segment: StringSegment) -> dict[str, dict]:
    try:
        found = json.loads(segment.attrs or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key.rpartition("#")[2]: value for key, value in found.items()}


def target_of(attributes: dict) -> str:
    """Where a link leads, as far as it says so itself."""
    href = attributes.get("href", "")
    if href:
        return href
    kind, pk = attributes.get("linktype", ""), attributes.get("id", "")
    return f"{kind}:{pk}" if kind else ""


def marks_of(segment: StringSegment) -> list[Mark]:
    """In the order of the original, line breaks apart: those are typed."""
    data, attributes = segment.string.data, targets_of(segment)
    found: list[Mark] = []
    links = 0
    for tag in TAG.finditer(data):
        name = tag["name"].lower()
        if tag["close"] or name in VOID:
            continue
        links += name == "a"
        closing = f"</{name}>"
        end = data.find(closing, tag.end())
        words = signs(TAG.sub("", data[tag.end() : end if end >= 0 else None]))
        identity = re.search(r"id=[\"']?([\w-]+)", tag["attributes"])
        target = target_of(attributes.get(identity[1], {})) if identity else ""
        found.append(Mark(tag[0], closing, name_of(name, links), words, target))
    return found


def missing(original: str, text: str) -> Counter[str]:
    """Marks of the original that a translation lacks, as one would write them."""

    def counted(html: str) -> Counter[str]:
        return Counter(mark(tag) for tag in TAG.finditer(html) if not tag["close"])

    return counted(original) - counted(text)
