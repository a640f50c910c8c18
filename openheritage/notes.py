"""What translators are told about a message, from ``locale/notes.toml``.

They see it beside the message, in the catalogue.
"""

import re
import tomllib
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from django.conf import settings

NOTES = settings.PROJECT_DIR / "locale" / "notes.toml"
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def english(message: Message) -> tuple[str, ...]:
    """Its words: one string, or two with a plural."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def places(message: Message) -> list[str]:
    """The names of what is filled in, each once, in order."""
    found = PLACE.finditer(" ".join(english(message)))
    return list(dict.fromkeys(match[1] or match[2] for match in found))


def notes_on(message: Message, notes: dict) -> Iterator[str]:
    note = "" if message.context else notes["messages"].get(english(message)[0], "")
    if note:
        yield note
    for place in places(message):
        if not note.startswith(f"{place}:") and place in notes["places"]:
            yield f"{place}: {notes['places'][place]}"


def add_notes(catalog: Catalog) -> None:
    notes = tomllib.loads(NOTES.read_text("utf-8"))
    for message in catalog:
        if message.id:
            message.auto_comments += notes_on(message, notes)
