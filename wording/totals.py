"""How far the words of the site are, for whoever lists languages."""

import polib

from openheritage import catalogues, po

from .entries import counts, entries, words_of
from .messages import template
from .plurals import plurals_of


def of(language: str) -> tuple[int, int]:
    """All messages of the site, and those that have words in the language."""
    return counts(entries(language))


def in_file(language: str) -> dict[tuple[str, str], polib.POEntry]:
    path = catalogues.po_path(language)
    if not path.exists():
        return {}
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
