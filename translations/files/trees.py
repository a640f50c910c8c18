"""XML as strangers send it: no document type, so no entities, and nothing too deep.

``read`` gives the elements that are asked for one by one, so that a long file is never
in memory as a whole tree.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 60


class ForbiddenError(Exception):
    """It declares a document type."""


class TooDeepError(Exception):
    pass


class BrokenError(Exception):
    """It is no XML from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


@dataclass
class Element:
    # ``namespace name``
    name: str
    attributes: dict[str, str]
    line: int
    children: list["str | Element"] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(" ")[2]

    @property
    def elements(self) -> Iterator["Element"]:
        return (child for child in self.children if isinstance(child, Element))

    def find(self, local: str) -> "Element | None":
        return next((child for child in self.elements if child.local == local), None)


class Reader:
    def __init__(
        self,
        opened: Callable[[Element], None],
        closed: Callable[[Element], bool],
    ) -> None:
        """``closed`` says whether an element is done with and may be forgotten."""
        self.opened, self.closed = opened, closed
        self.path: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def refuse(self, *declared: object) -> None:
        raise ForbiddenError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise TooDeepError
        element = Element(name, attributes, self.parser.CurrentLineNumber)
        if self.path:
            self.path[-1].children.append(element)
        self.path.append(element)
        self.opened(element)

    def end(self, name: str) -> None:
        element = self.path.pop()
        if self.closed(element):
            element.children = []
            if self.path:
                self.path[-1].children.pop()

    def text(self, words: str) -> None:
        if self.path:
            self.path[-1].children.append(words)

    def read(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            # The others: an encoding that Python does not know.
            raise BrokenError(getattr(error, "lineno", 1)) from error
