"""A catalogue without what would break a page, or mislead its reader.

A wrong placeholder in a message ends in an error 500 wherever the message is shown.
Such a message is left out, so that its readers get it in English, and named.
"""

import gettext
import re
from collections import Counter
from pathlib import Path

import polib
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale

from . import po
from .faithful import faults

PLURAL_FORMS = re.compile(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*(.+?);?\s*")
IN_HEADER = re.compile(r'^"Plural-Forms:.*$', re.MULTILINE)
# As GNU gettext has it: a form for less than five of the first thousand numbers may
# say "one" or "two" in words.
OFTEN = 5


def seldom(catalog: Catalog) -> set[int]:
    """The plural forms that stand for a few numbers only."""
    form_of = gettext.c2py(catalog.plural_expr)
    uses = Counter(form_of(number) for number in range(1000))
    return {form for form, count in uses.items() if count < OFTEN}


def plural_faults(entry: polib.POEntry, catalog: Catalog) -> list[str]:
    forms = entry.msgstr_plural
    if not any(forms.values()):
        return []
    if sorted(forms) != list(range(catalog.num_plurals)):
        return [
            staff_("it has %(given)s plural forms; this language has %(wanted)s")
            % {"given": len(forms), "wanted": catalog.num_plurals}
        ]
    found = []
    for form, text in forms.items():
        wrong = faults(entry.msgid_plural, text)
        if wrong and form in seldom(catalog) and not faults(entry.msgid, text):
            wrong = []
        found += [f"msgstr[{form}]: {reason}" for reason in wrong]
    return found


def entry_faults(entry: polib.POEntry, catalog: Catalog) -> list[str]:
    """Nothing is wrong with what is not translated yet: its readers get English."""
    if "fuzzy" in entry.flags:
        return [staff_("it is marked as fuzzy")]
    if entry.msgid_plural:
        return plural_faults(entry, catalog)
    return faults(entry.msgid, entry.msgstr) if entry.msgstr else []


def header_faults(file: po.File) -> list[po.Fault]:
    """Where plurals cannot be counted, no message of the language could be read."""
    forms = file.metadata.get("Plural-Forms", "")
    found = PLURAL_FORMS.fullmatch(forms)
    try:
        gettext.c2py(found[2] if found else "")
    except ValueError:
        file.text = IN_HEADER.sub("", file.text)
        return [po.Fault(1, "Plural-Forms", staff_("this cannot be read"))]
    return []


def read(
    path: Path, language: str, beside: Catalog | None = None
) -> tuple[Catalog, list[str]]:
    """The messages that may be shown, and what is wrong with the others.

    ``beside`` is the catalogue that they are compiled with: its plurals hold.
    """
    name = (
        path.relative_to(settings.BASE_DIR)
        if path.is_relative_to(settings.BASE_DIR)
        else path
    )
    try:
        file = po.read(po.decoded(path.read_bytes()))
        wrong = [*file.faults, *header_faults(file)]
        catalog = read_po(
            (f"{line}\n" for line in file.text.split("\n")), locale=to_locale(language)
        )
    except (OSError, LookupError, PoFileError, ValueError) as error:
        return Catalog(locale=to_locale(language)), [f"{name}: {error}"]
    keys = Counter((entry.msgctxt, entry.msgid) for entry in file.entries)
    for entry in file.entries:
        reasons = entry_faults(entry, beside or catalog)
        if keys[entry.msgctxt, entry.msgid] > 1:
            reasons.append(staff_("it is in the file more than once"))
        if reasons:
            catalog.delete(entry.msgid, entry.msgctxt)
        wrong += [file.fault(entry, reason) for reason in reasons]
    return catalog, [f"{name}: {fault}" for fault in sorted(wrong)]
