"""Messages of the furniture that lack words for some numbers."""

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import to_locale

from openheritage import catalogues


def missing(language: str) -> tuple[str, ...]:
    path = catalogues.po_path(language)
    if not path.exists():
        return ()
    return missing_in(path, to_locale(language), path.stat().st_mtime_ns)


@lru_cache(maxsize=100)
def missing_in(path: Path, locale: str, changed: int) -> tuple[str, ...]:
    """Read once for each process: a catalogue takes a tenth of a second."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale)
    found = []
    for message in catalog:
        if not message.id or not message.pluralizable:
            continue
        forms = [form for form in message.string or () if form]
        if forms and len(forms) != catalog.num_plurals:
            found.append(message.id[0])
    return tuple(found)
