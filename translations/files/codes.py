"""Marks and places to fill in as inline codes, which XLIFF editors guard.

``Codes`` is made from the original: its marks have numbers, by which a tool that lost
what they stand for still names them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openheritage.faithful import BRACED, NAMED, TAG, UNNAMED, VOID

ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
CODE = re.compile(
    "|".join(part.pattern for part in (TAG, NAMED, UNNAMED, BRACED, ENTITY))
)


@dataclass(frozen=True)
class Code:
    """A mark with its end, or one that stands alone (``end`` is empty)."""

    start: str
    end: str = ""


@dataclass
class Span:
    """What stands between a mark and its end; the whole text has no mark."""

    code: Code | None
    parts: list["str | Code | Span"] = field(default_factory=list)


def opens(token: re.Match) -> bool:
    return bool(
        token["name"]
        and not token["close"]
        and token["name"].lower() not in VOID
        and not token["attributes"].endswith("/")
    )


def tokens(text: str) -> Iterator[str | re.Match]:
    end = 0
    for token in CODE.finditer(text):
        if token.start() > end:
            yield text[end : token.start()]
        yield token
        end = token.end()
    if end < len(text):
        yield text[end:]


def flat(text: str) -> Span:
    """Each mark by itself, for a text in which they do not close as they opened."""
    return Span(
        None,
        [one if isinstance(one, str) else Code(one.group()) for one in tokens(text)],
    )


def spans(text: str) -> Span:
    root = Span(None)
    opened: list[tuple[Span, re.Match]] = []
    for token in tokens(text):
        here = opened[-1][0] if opened else root
        if isinstance(token, str):
            here.parts.append(token)
        elif token["close"]:
            if not opened or opened[-1][1]["name"] != token["name"]:
                return flat(text)
            span, start = opened.pop()
            span.code = Code(start.group(), token.group())
        elif opens(token):
            inner = Span(None)
            here.parts.append(inner)
            opened.append((inner, token))
        else:
            here.parts.append(Code(token.group()))
    return flat(text) if opened else root


def codes_in(span: Span) -> Iterator[Code]:
    if span.code:
        yield span.code
    for part in span.parts:
        if isinstance(part, Code):
            yield part
        elif isinstance(part, Span):
            yield from codes_in(part)


class Numbers:
    """Numbers of the codes of an original, given out again to its translation."""

    def __init__(self, original: str) -> None:
        self.source = list(codes_in(spans(original)))
        self.left: list[tuple[int, Code]] = []
        self.next = 1
        self.rewind()

    def rewind(self) -> None:
        """Before each of the two texts."""
        self.left = list(enumerate(self.source, 1))
        self.next = len(self.source) + 1

    def of(self, code: Code) -> int:
        for place, (number, known) in enumerate(self.left):
            if known == code:
                del self.left[place]
                return number
        self.next += 1
        return self.next - 1

    def known(self) -> dict[str, Code]:
        return {str(number): code for number, code in enumerate(self.source, 1)}
