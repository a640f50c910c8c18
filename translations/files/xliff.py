"""Pages in one language as XLIFF 2: a ``file`` for each, a ``unit`` for a sentence.

Written by hand: what libraries write is not valid by the schema of OASIS, or loses
notes. Valid by it, and by the rules of inline codes that no schema can say.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils.translation import gettext as staff_
from wagtail_localize.models import StringSegment

from openheritage.names import bcp47, direction

from .codes import Code, Numbers, Span, spans
from .notes import notes_on
from .sentences import Part, Sentence, State

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
OURS = "urn:openheritage:files"
# What XML cannot say; XLIFF has an element for it.
UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STATES = {
    # Not ``initial``, which is what is meant where nothing is said: then a tool that
    # says it means it.
    State.MISSING: "",
    State.STALE: ' state="initial" subState="oh:stale"',
    State.FAULTY: ' state="initial" subState="oh:faulty"',
    State.MACHINE: ' state="initial" subState="oh:machine"',
    State.TRANSLATED: ' state="translated"',
    State.REVIEWED: ' state="reviewed"',
    State.LIVE: ' state="final"',
}
KINDS = {"b": ("fmt", "xlf:b"), "i": ("fmt", "xlf:i"), "br": ("fmt", "xlf:lb")}
NAME = re.compile(r"</?(\w+)")


def said(text: str) -> str:
    """With an element for each sign that XML lacks."""
    parts = []
    end = 0
    for sign in UNSAYABLE.finditer(text):
        parts.append(escape(text[end : sign.start()]))
        parts.append(f'<cp hex="{ord(sign.group()):04X}"/>')
        end = sign.end()
    parts.append(escape(text[end:]))
    # A bare one would be read as the end of a line.
    return "".join(parts).replace("\r", "&#13;")


def attribute(text: str) -> str:
    return quoteattr(UNSAYABLE.sub("\ufffd", text))


def note(category: str, text: str) -> str:
    words = escape(UNSAYABLE.sub("\ufffd", text))
    return f'<note category="{category}">{words}</note>'


class Unit:
    """The inline codes of a sentence, and what they stand for."""

    def __init__(self, sentence: Sentence) -> None:
        self.data: dict[str, str] = {}
        self.numbers = Numbers(sentence.original)
        self.source = self.write(spans(sentence.original))
        self.numbers.rewind()
        self.target = self.write(spans(sentence.given))

    def reference(self, text: str) -> str:
        return self.data.setdefault(text, f"d{len(self.data) + 1}")

    def kind(self, code: Code) -> str:
        found = NAME.match(code.start)
        kind, subkind = KINDS.get(found[1] if found else "", ("", ""))
        if found and found[1] == "a":
            kind = "link"
        return (f' type="{kind}"' if kind else "") + (
            f' subType="{subkind}"' if subkind else ""
        )

    def alone(self, code: Code) -> str:
        number, reference = self.numbers.of(code), self.reference(code.start)
        return (
            f'<ph id="{number}" canCopy="no" dataRef="{reference}"'
            f" disp={attribute(code.start)}{self.kind(code)}/>"
        )

    def write(self, span: Span) -> str:
        if not span.code:
            return self.inside(span)
        code = span.code
        number = self.numbers.of(code)
        start, end = self.reference(code.start), self.reference(code.end)
        return (
            f'<pc id="{number}" canCopy="no" dataRefStart="{start}"'
            f' dataRefEnd="{end}"{self.kind(code)}>{self.inside(span)}</pc>'
        )

    def inside(self, span: Span) -> str:
        return "".join(
            said(part)
            if isinstance(part, str)
            else self.alone(part)
            if isinstance(part, Code)
            else self.write(part)
            for part in span.parts
        )


def unit_id(segment: StringSegment) -> str:
    return f"u{segment.context_id}-{segment.string_id}"


def unit(sentence: Sentence) -> list[str]:
    made = Unit(sentence)
    notes = [note("context", words) for words in notes_on(sentence)]
    if sentence.previous:
        notes.append(note("previous", sentence.previous.translation_of.data))
    start = (
        f'<unit id="{unit_id(sentence.segment)}" name={attribute(sentence.path)}'
        f' xml:space="preserve" oh:was="{sentence.sign}">'
    )
    lines = [start]
    if notes:
        lines.append(f"<notes>{''.join(notes)}</notes>")
    if made.data:
        data = "".join(
            f'<data id="{key}">{said(text)}</data>' for text, key in made.data.items()
        )
        lines.append(f"<originalData>{data}</originalData>")
    target = f"<target>{made.target}</target>" if sentence.given else ""
    lines += [
        f"<segment{STATES[sentence.state]}>",
        f"<source>{made.source}</source>{target}",
        "</segment>",
        "</unit>",
    ]
    return lines


def file(part: Part) -> list[str]:
    known = part.changed_at.isoformat() if part.changed_at else ""
    start = (
        f'<file id="t-{part.translation.uuid}" original={attribute(part.place)}'
        f' trgDir="{direction(part.language)}" oh:known-at="{known}">'
    )
    return [
        start,
        "<notes>",
        note("title", part.title),
        note(
            "instructions",
            staff_(
                "Marks and places to fill in stay as they are. What is not finished "
                "keeps the state “initial”."
            ),
        ),
        "</notes>",
        *(line for sentence in part.sentences for line in unit(sentence)),
        # A file without anything is none to the schema.
        *([] if part.sentences else ['<group id="nothing"/>']),
        "</file>",
    ]


def write(parts: Iterable[Part], language: str) -> str:
    """The parts are all in this language."""
    start = (
        f'<xliff xmlns="{NAMESPACE}" xmlns:oh="{OURS}" version="2.0"'
        f' srcLang="{bcp47(settings.LANGUAGE_CODE)}" trgLang="{bcp47(language)}">'
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', start]
    for part in parts:
        lines += file(part)
    return "\n".join([*lines, "</xliff>", ""])
