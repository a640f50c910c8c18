"""How far the words of the site are, for whoever lists languages."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polib

from openheritage import catalogues, po

from . import compiled
from .entries import all_words, counts, entries, words_of
from .held import held
from .messages import template
from .models import Word
from .plurals import plurals_of


def of(language: str) -> tuple[int, int]:
    """All messages of the site, and those that have words in the language."""
    return counted(language, words_of(language))


def counted(language: str, words: dict[str, Word]) -> tuple[int, int]:
    if words:
        return counts(entries(language, words))
    # Most have none: nothing has to be looked at one by one.
    kept = held(language)
    wanted = [each.key for each in template().values() if each.key not in kept]
    shipped = compiled.forms_in(language, plurals_of(language).number)
    return len(wanted), sum(key in shipped for key in wanted)


def of_all(languages: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The same for many languages, in one query."""
    words = all_words()
    return {
        language: counted(language, words.get(language, {})) for language in languages
    }


Shipped = dict[tuple[str, str], polib.POEntry]


def in_file(language: str) -> Shipped:
    path = catalogues.po_path(language)
    return read(path, path.stat().st_mtime_ns) if path.exists() else {}


@cache
def read(path: Path, changed: int) -> Shipped:
    file = po.read(po.decoded(path.read_bytes()))
    return {(entry.msgctxt or "", entry.msgid): entry for entry in file.entries}


def missing_plurals(language: str) -> list[str]:
    """Messages that have words in the language, but not for every number."""
    wanted = {*range(plurals_of(language).number)}
    words, shipped, found = words_of(language), in_file(language), []
    for digest, message in template().items():
        if not message.plural:
            continue
        if word := words.get(digest):
            forms = dict(enumerate(word.forms))
        elif entry := shipped.get((message.context, message.words)):
            forms = entry.msgstr_plural
        else:
            continue
        filled = {form for form, text in forms.items() if text.strip()}
        if filled and filled != wanted:
            found.append(message.words)
    return found
