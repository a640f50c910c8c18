"""Message catalogues: what the public reads, in every language.

``manage.py catalogues`` keeps them; the tests ask ``gaps`` whether they are
complete. Babel does the work, so that GNU gettext need not be installed.

In Python code ``_`` marks what the public reads and ``staff_`` (``staff_n`` with a
number) what only staff read; templates that stand in for Wagtail's keep its words.
Public words are complete in all shipped languages, staff's in those that Wagtail's
admin speaks: a ``staff.po`` beside a language's ``django.po`` is compiled into the
same file. ``staff.pot`` is for whoever begins another.
"""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template, to_locale
from wagtail.admin.localization import WAGTAILADMIN_PROVIDED_LANGUAGES

from . import checked_catalogue as checked
from . import furniture
from .notes import add_notes

LOCALE_DIR = settings.PROJECT_DIR / "locale"
# What the public reads, in English: what there is to be translated.
PUBLIC_TEMPLATE = LOCALE_DIR / "django.pot"
STAFF_TEMPLATE = LOCALE_DIR / "staff.pot"

PUBLIC = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
STAFF = {"staff_": None, "staff_now": None, "staff_lazy": None, "staff_n": (1, 2)}
# Words of Wagtail's and of localize's, of screens that we make in their place: they
# are in their own catalogues.
THEIRS = {"localizes_", "wagtails_", "wagtails_n"}

HEADER = """\
# Open Heritage: what the public reads.
# Written by the project's own translators; a native speaker has not yet
# reviewed it. Take this line away when one has.
#"""

STAFF_HEADER = HEADER.replace("what the public reads", "what only staff read")


def sources() -> Iterator[Path]:
    """The project's own Python files and templates."""
    for path in sorted(settings.BASE_DIR.glob("*/**/*")):
        top = path.relative_to(settings.BASE_DIR).parts[0]
        if (
            path.suffix in (".py", ".html", ".txt")
            and not top.startswith(".")
            and top not in ("var", "tests", "benchmarks", "docs")
            and ("templates" in path.parts) != (path.suffix == ".py")
            # What stands in for a template of Wagtail's keeps the words that Wagtail
            # translates.
            and not any(part.startswith("wagtail") for part in path.parts[-4:-1])
        ):
            yield path


def as_python(path: Path) -> bytes:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text.encode()
    # ``templatize`` leaves calls of gettext and blots out the rest, keeping
    # indentation, at which a Python tokenizer would stumble.
    code = template.templatize(text, origin=str(path))
    return "\n".join(line.strip() for line in code.splitlines()).encode()


def collect(keywords: dict) -> Catalog:
    """All messages that the code marks with one of ``keywords``."""
    catalog = Catalog(project="Open Heritage", charset="utf-8")
    for path in sources():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        # Babel's annotations are not what it yields.
        calls: Any = extract_python(
            BytesIO(as_python(path)), keywords, ["Translators:"], {}
        )
        for _line, function, message, comments in calls:
            context = None
            forms = [*message] if isinstance(message, (list, tuple)) else [message]
            if "pgettext" in function:
                context = forms.pop(0)
            forms = [form for form in forms if form]
            if forms:
                catalog.add(
                    forms[0] if len(forms) == 1 else tuple(forms),
                    locations=[(name, 0)],
                    auto_comments=comments,
                    context=context,
                )
    if keywords is PUBLIC:
        add_notes(catalog)
    return catalog


def po_path(language: str, name: str = "django.po") -> Path:
    return LOCALE_DIR / to_locale(language) / "LC_MESSAGES" / name


def compiled_path(language: str) -> Path:
    folder = Path(settings.LOCALE_PATHS[0])
    return folder / to_locale(language) / "LC_MESSAGES" / "django.mo"


def shipped() -> list[str]:
    """The languages that have a catalogue; English is in the code itself."""
    directories = {path.parent.parent.name for path in LOCALE_DIR.glob("*/*/django.po")}
    return [
        code for code, _name in settings.LANGUAGES if to_locale(code) in directories
    ]


def read(language: str, name: str = "django.po") -> Catalog:
    path = po_path(language, name)
    if not path.exists():
        return Catalog(
            locale=to_locale(language),
            project="Open Heritage",
            version="1",
            msgid_bugs_address=settings.SECURITY_CONTACT,
            last_translator="Open Heritage",
            language_team="Open Heritage",
        )
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))


def staff_languages() -> list[str]:
    """Those of the shipped languages that Wagtail's admin speaks."""
    spoken = {code for code, _name in WAGTAILADMIN_PROVIDED_LANGUAGES}
    # Wagtail has ``id-id``, of which ``id`` is the whole.
    spoken |= {code.partition("-")[0] for code in spoken if code.startswith("id-")}
    return [code for code in shipped() if code in spoken]


def update(language: str, messages: Catalog, name: str = "django.po") -> None:
    """Brings a language's catalogue in step with the code; drops what is gone."""
    catalog = read(language, name)
    catalog.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER if name == "django.po" else STAFF_HEADER
    catalog.fuzzy = False
    write_catalogue(po_path(language, name), catalog)


def write_catalogue(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, width=88)


def compile_all() -> list[str]:
    """Writes the ``.mo`` files that Django reads; returns what it left out of them."""
    left_out = []
    catalogs = {}
    for language in shipped():
        catalogs[language], faults = checked.read(po_path(language), language)
        left_out += faults
    write_complete(catalogs)
    for language, catalog in catalogs.items():
        if (staff := po_path(language, "staff.po")).exists():
            words, faults = checked.read(staff, language, catalog)
            left_out += faults
            for message in words:
                if message.id and message.string and message.id not in catalog:
                    catalog[message.id] = message
        path = compiled_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A process that starts just now reads the old file or the new one.
        unfinished = path.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(path)
    return left_out


def keys(catalog: Catalog, *, translated: bool = False) -> set:
    return {
        (message.id, message.context)
        for message in catalog
        if message.id and not (translated and (message.fuzzy or not has_words(message)))
    }


def has_words(message: Message) -> bool:
    """One string, or one for each plural."""
    strings = message.string
    forms = [*strings] if isinstance(strings, (list, tuple)) else [strings]
    return all(form and form.strip() for form in forms)


def write_complete(catalogs: dict[str, Catalog]) -> None:
    """Says which languages have furniture of their own (see ``furniture.py``): those
    with words for all that any catalogue has."""
    every: set = set()
    for catalog in catalogs.values():
        every |= keys(catalog)
    complete = [
        language
        for language, catalog in catalogs.items()
        if keys(catalog, translated=True) >= every
    ]
    path = furniture.complete_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    missing = {
        language: sorted(
            (context or "", words if isinstance(words, str) else words[0])
            for words, context in every - keys(catalog, translated=True)
        )
        for language, catalog in catalogs.items()
    }
    found = {
        "languages": sorted(complete),
        "words": furniture.words_of_today(),
        "missing": missing,
    }
    unfinished.write_text(json.dumps(found))
    unfinished.replace(path)
    furniture.read_complete.cache_clear()
    furniture.read_missing.cache_clear()


def gaps(language: str, wanted: Catalog, name: str = "django.po") -> list[str]:
    """Messages ``wanted`` by the code that a language lacks, or has with an error."""
    catalog, missing = checked.read(po_path(language, name), language)
    for message in wanted:
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        # One string, or one for each plural.
        strings = found.string if found else None
        if found is None or not strings or not all(strings):
            missing.append(f"{message.id}: not translated")
        else:
            missing += [f"{message.id}: {error}" for error in found.check(catalog)]
    if (staff := po_path(language, "staff.po")).exists():
        missing += checked.read(staff, language, catalog)[1]
    return missing
