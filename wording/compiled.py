"""The words that the compiled catalogues have, as Django reads them."""

import gettext
from functools import cache
from pathlib import Path

from django.conf import settings

from openheritage import catalogues, furniture, spoken

from .messages import template


def plural_header(language: str) -> str:
    return read(*stamp(language)).info().get("plural-forms", "")


def stamp(language: str) -> tuple[Path, int]:
    path = catalogues.compiled_path(language)
    return path, path.stat().st_mtime_ns if path.exists() else 0


@cache
def read(path: Path, changed: int) -> gettext.NullTranslations:
    if not changed:
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def forms_in(language: str, number_of_plurals: int) -> dict[str, list[str]]:
    """``{gettext's key: forms}`` of all that the language has words for."""
    if language == settings.LANGUAGE_CODE:
        return {each.key: each.english for each in template().values()}
    lacking = furniture.missing(language) or []
    keys = frozenset(spoken.message(context, source) for context, source in lacking)
    return {**gathered(*stamp(language), number_of_plurals, keys)}


@cache
def gathered(
    path: Path, changed: int, number_of_plurals: int, lacking: frozenset[str]
) -> dict[str, list[str]]:
    words = vars(read(path, changed)).get("_catalog", {})
    found: dict[str, list[str]] = {}
    for key, text in words.items():
        source = key[0] if isinstance(key, tuple) else key
        if source and source not in lacking:
            forms = found.setdefault(source, [])
            if isinstance(key, tuple):
                forms += [""] * (number_of_plurals - len(forms))
                forms[key[1]] = text
            else:
                forms.append(text)
    return found
