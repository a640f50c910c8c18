"""The words of the site itself, as memory: English message and its translation.

Messages are read as they are compiled; what they say is asked of gettext, which knows
what staff have put in their place.
"""

from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import read_mo
from django.utils import translation

from openheritage.catalogues import compiled_path
from openheritage.faithful import placeholders

from . import trigrams


@lru_cache(maxsize=128)
def read(path: Path, changed_at: int) -> tuple[tuple[str | None, str], ...]:
    """``(context, message)`` of what is one sentence, with nothing to fill in."""
    with path.open("rb") as file:
        return tuple(
            (message.context, message.id)
            for message in read_mo(file)
            if isinstance(message.id, str)
            and message.id
            and not placeholders(message.id)
        )


def messages_of(language: str) -> tuple[tuple[str | None, str], ...]:
    path = compiled_path(language)
    try:
        return read(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


def said(context: str | None, message: str) -> str:
    """In the language that is active; empty where it has no words."""
    words = (
        translation.pgettext(context, message)
        if context
        else translation.gettext(message)
    )
    return "" if words == message else words


def sentences(language: str) -> dict[str, str]:
    """``{message: translation}`` of those that mean the same wherever they stand."""
    found: dict[str, str] = {}
    with translation.override(language):
        for context, message in messages_of(language):
            words = said(context, message)
            if found.setdefault(message, words) != words:
                found[message] = ""
    return found


def like(text: str, language: str, least: int) -> list[tuple[int, str, str]]:
    """``(percent, message, translation)`` of messages like a sentence."""
    wanted = trigrams.trigrams(text)
    found = []
    with translation.override(language):
        for context, message in messages_of(language):
            given = trigrams.trigrams(message)
            # Cheap to see: of so many in one, how many are in the other at most?
            few, many = sorted((len(given), len(wanted)))
            if not few or few * 100 < least * many:
                continue
            percent = trigrams.percent(text, message)
            if percent < least:
                continue
            if words := said(context, message):
                found.append((percent, message, words))
    return found
