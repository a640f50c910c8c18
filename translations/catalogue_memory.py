"""The words of the site itself, as memory: English message and its translation.

Those of the compiled catalogues, and what staff have put in their place or beside them.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.mofile import read_mo

from openheritage.catalogues import compiled_path
from openheritage.faithful import placeholders
from wording.models import Word

from . import trigrams


class Message(NamedTuple):
    context: str
    english: str


@lru_cache(maxsize=128)
def read(path: Path, changed_at: int) -> tuple[tuple[Message, str], ...]:
    """What is one sentence, with nothing to fill in."""
    with path.open("rb") as file:
        return tuple(
            (Message(each.context or "", each.id), each.string)
            for each in read_mo(file)
            if isinstance(each.id, str)
            and isinstance(each.string, str)
            and each.id
            and not placeholders(each.id)
        )


def compiled(language: str) -> dict[Message, str]:
    path = compiled_path(language)
    try:
        return dict(read(path, path.stat().st_mtime_ns))
    except OSError:
        return {}


def said(language: str) -> dict[Message, str]:
    """Without what is the same in English."""
    found = compiled(language)
    words = Word.objects.filter(locale__language_code=language, plural="")
    for context, english, forms in words.values_list("context", "message", "forms"):
        if forms and not placeholders(english):
            found[Message(context, english)] = forms[0]
    return {
        message: text
        for message, text in found.items()
        if text and text != message.english
    }


def sentences(language: str) -> dict[str, str]:
    """``{message: translation}`` of those that mean the same wherever they stand."""
    found: dict[str, str] = {}
    for message, text in said(language).items():
        if found.setdefault(message.english, text) != text:
            found[message.english] = ""
    return found


def like(text: str, language: str, least: int) -> list[tuple[int, Message, str]]:
    """``(percent, message, translation)`` of messages like a sentence."""
    wanted = trigrams.trigrams(text)
    found = []
    for message, words in said(language).items():
        given = trigrams.trigrams(message.english)
        # Cheap to see: of so many in one, how many are in the other at most?
        few, many = sorted((len(given), len(wanted)))
        if not few or few * 100 < least * many:
            continue
        percent = trigrams.percent(text, message.english)
        if percent >= least:
            found.append((percent, message, words))
    return found
