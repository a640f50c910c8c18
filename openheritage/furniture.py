"""Two languages of one page: the one of its address, and the one of its furniture.

Furniture (header, forms, errors, mails) is furniture in one language, never half of
it in another. A language whose catalogue is not there, or not complete with what staff
gave, has the original's: gettext speaks English then, and so do dates, numbers and
names. The addresses and the pages' own words are still those of the language.

Django keeps one active language, and that is enough, since BCP 47 has a place for
what only we understand: ``en-x-he`` is English on the pages of Hebrew. Nothing else
needs to be remembered, and ``override`` nests as always.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.urls import LocalePrefixPattern
from django.utils import translation

from . import spoken
from .spoken import WITHIN


def complete_path() -> Path:
    """Written when the catalogues are compiled: the languages whose is complete."""
    return Path(settings.LOCALE_PATHS[0]) / "complete.json"


def complete() -> frozenset[str]:
    """By its catalogue, or with what staff gave (``spoken.py``)."""
    shipped, given = compiled(), spoken.whole()
    return shipped | given if given else shipped


def compiled() -> frozenset[str]:
    """By its catalogue alone."""
    return read_complete(settings.LOCALE_PATHS[0])


def missing(language: str) -> list[tuple[str, str]] | None:
    """What the compiled catalogue of a language lacks, as context and words; ``None``
    if nothing was compiled for it."""
    return read_missing(complete_path()).get(language)


@cache
def read_complete(folder: str | Path) -> frozenset[str]:
    """Once, as Django reads catalogues."""
    path = Path(folder) / "complete.json"
    try:
        found = json.loads(path.read_text())
        if isinstance(found, dict):
            found = found["languages"]
    except FileNotFoundError:
        # Compiled by an older version, which had complete ones alone.
        catalogues = path.parent.glob("*/LC_MESSAGES/django.mo")
        compiled = {path.parent.parent.name for path in catalogues}
        found = [
            code
            for code, _name in settings.LANGUAGES
            if translation.to_locale(code) in compiled
        ]
    return frozenset(found) | {settings.LANGUAGE_CODE}


@cache
def read_missing(path: Path) -> dict[str, list[tuple[str, str]]]:
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    lacking = found.get("missing", {}) if isinstance(found, dict) else {}
    return {
        language: [(context, words) for context, words in keys]
        for language, keys in lacking.items()
    }


def words_of_today() -> str:
    """Stands for the catalogues as they lie in the code."""
    total = sha256()
    for path in sorted((settings.PROJECT_DIR / "locale").glob("*/*/django.po")):
        total.update(path.read_bytes())
    return total.hexdigest()


def is_current() -> bool:
    """Whether the compiled catalogues are those of this code: an upgrade that has not
    compiled them yet speaks half English, which must not be written down."""
    try:
        found = json.loads(complete_path().read_text())
    except FileNotFoundError:
        return False
    return isinstance(found, dict) and found["words"] == words_of_today()


def furniture_of(language: str) -> str:
    """The language in which the furniture of a language's pages is."""
    return language if language in complete() else settings.LANGUAGE_CODE


def speaking(language: str) -> translation.override:
    """What is said and linked inside belongs to the pages of a language."""
    spoken.refresh()
    return speaking_as_known(language)


def speaking_as_known(language: str) -> translation.override:
    """The same with what this process knows already: asks nobody."""
    furniture = furniture_of(language)
    tag = language if furniture == language else f"{furniture}{WITHIN}{language}"
    spoken.install(tag)
    return translation.override(tag)


def active() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def content_language() -> str:
    """The language of the reader's prefix, and of the texts that are looked for."""
    return active().rpartition(WITHIN)[2]


def furniture_language() -> str:
    """The language of the words, dates, numbers and names around these texts."""
    return active().partition(WITHIN)[0]


class ContentPrefix(LocalePrefixPattern):
    """The prefix is that of the content."""

    @property
    def language_prefix(self) -> str:
        return f"{content_language()}/"
