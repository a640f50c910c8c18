"""What there is to say: every message of the site that the public reads, in English,
with what translators are told about it."""

from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from babel.messages.pofile import read_po

from openheritage import catalogues, notes, spoken

Key = tuple[str, str]


def digest_of(context: str, words: str) -> str:
    return sha256(f"{context}\x04{words}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Message:
    context: str
    words: str
    # The words for more than one; empty where nothing is counted.
    plural: str = ""
    notes: tuple[str, ...] = ()
    # The files in which it stands.
    files: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Its name in addresses, and in the table."""
        return digest_of(self.context, self.words)

    @property
    def key(self) -> str:
        """As gettext keeps it."""
        return spoken.message(self.context, self.words)

    @property
    def english(self) -> list[str]:
        return [self.words, self.plural] if self.plural else [self.words]

    @cached_property
    def text(self) -> str:
        """All in which somebody may search."""
        return "\n".join([*self.english, self.context, *self.notes]).casefold()


def template() -> dict[str, Message]:
    """``{digest: message}`` of the catalogues' template, in its order."""
    path = catalogues.PUBLIC_TEMPLATE
    return read(path, path.stat().st_mtime_ns)


@cache
def read(path: Path, changed: int) -> dict[str, Message]:
    with path.open("rb") as file:
        catalog = read_po(file)
    found = {}
    for each in catalog:
        if not each.id:
            continue
        words, plural = [*notes.english(each), ""][:2]
        message = Message(
            each.context or "",
            words,
            plural,
            tuple(joined(each.auto_comments)),
            tuple(dict.fromkeys(name for name, _line in each.locations)),
        )
        found[message.digest] = message
    return found


def joined(lines: list[str]) -> list[str]:
    """Notes as they were before the file broke them into lines. Each begins with a
    small letter or the name of a place; what goes on does not tell."""
    found: list[str] = []
    for line in lines:
        text = line.removeprefix("Translators: ")
        begins = not found or line != text or is_place(text)
        if begins:
            found.append(text)
        else:
            found[-1] = f"{found[-1]} {text}"
    return found


def is_place(line: str) -> bool:
    name, colon, _rest = line.partition(": ")
    return bool(colon) and name.isidentifier()
