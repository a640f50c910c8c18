"""The sentences of a page as a PO file, for whoever prefers an editor of their own.

It is written and read as the files of translators are, with the same judge; it holds
what is public alone, and names the page by what stays when rows of localize go.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid5

import polib
from babel.messages.plurals import get_plural
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, to_locale

from openheritage import po
from openheritage.names import bcp47, isolated, number
from translations.files.languages import written_as
from translations.spelling import loosely

from . import typed
from .lines import Line, Lines

HEADER = "X-OpenHeritage-Page"
SPACE = UUID("5d9f2f5e-6a53-4f5e-9c7e-0c7c1f6d4a11")
TIME = "%Y-%m-%d %H:%M%z"
# Of one page, which has a few thousand words.
LARGEST_PO_FILE = 500_000


@dataclass
class Taken:
    """What a file brought: its sentences are in the lines, its faults in words."""

    number: int = 0
    faults: list[str] = field(default_factory=list)


class RefusedError(Exception):
    """Nothing is taken of a file; the words say why."""


def name_of(lines: Lines) -> str:
    language = lines.locale.language_code
    return str(uuid5(SPACE, f"{lines.page.translation_key} {language}"))


def file_name(lines: Lines) -> str:
    return f"{lines.page.slug}.{to_locale(lines.locale.language_code)}.po"


def export(lines: Lines) -> polib.POFile:
    language = lines.locale.language_code
    plural = get_plural(to_locale(language))
    made = polib.POFile(wrapwidth=0)
    changed = timezone.localtime(lines.page.last_published_at or timezone.now())
    made.metadata = {
        "Project-Id-Version": f"Open Heritage: {lines.page.title}",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": changed.strftime(TIME),
        "PO-Revision-Date": changed.strftime(TIME),
        "Last-Translator": "",
        "Language-Team": bcp47(language),
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={plural.num_plurals}; plural={plural.plural_expr};",
        HEADER: name_of(lines),
    }
    for line in sorted(lines, key=lambda line: line.segment.order):
        made.append(
            polib.POEntry(
                msgctxt=line.path,
                msgid=line.original,
                msgstr=line.current or line.old_text,
                previous_msgid=line.old_original or None,
                flags=["fuzzy"] if line.old_text and not line.current else [],
                comment=line.label,
            )
        )
    return made


def read(upload: UploadedFile, lines: Lines) -> po.File:
    """Raises ``RefusedError``."""
    if (upload.size or 0) > LARGEST_PO_FILE:
        raise RefusedError(_("This file is too large for a PO file."))
    unknown = _(
        "This is not the file of this page. Download it here, translate it, and "
        "choose it again."
    )
    try:
        file = po.read(po.decoded(upload.read()))
    except (OSError, ValueError):
        raise RefusedError(unknown) from None
    said = file.metadata.get("Language", "")
    is_other = said and written_as(said) != written_as(lines.locale.language_code)
    if file.metadata.get(HEADER) != name_of(lines) or is_other:
        raise RefusedError(unknown)
    return file


def take(upload: UploadedFile, lines: Lines) -> Taken:
    """Puts what a file holds into the lines. Raises ``RefusedError``."""
    file, taken = read(upload, lines), Taken()
    places = {(line.path, line.original): line for line in lines}
    loose = {(path, loosely(words)): line for (path, words), line in places.items()}
    for fault in sorted(file.faults):
        taken.faults.append(at_line(fault.line, _("This line cannot be read.")))
    for entry in file.entries:
        line = places.get((entry.msgctxt, entry.msgid))
        line = line or loose.get((entry.msgctxt, loosely(entry.msgid)))
        if not entry.msgstr.strip():
            continue
        where = file.line_of(entry)
        if line is None:
            taken.faults.append(
                at_line(where, _("This sentence is not on the page any more."))
            )
        elif any(flag.lower() == "fuzzy" for flag in entry.flags):
            taken.faults.append(
                at_line(
                    where,
                    pgettext(
                        "a translated sentence", "It is marked as unfinished (fuzzy)."
                    ),
                )
            )
        else:
            put(line, entry.msgstr, where, taken)
    return taken


def put(line: Line, text: str, where: int, taken: Taken) -> None:
    line.value = typed.sendable(typed.shown(text))
    if not line.is_given:
        line.value = ""
        return
    taken.number += 1
    if not line.judge():
        taken.faults.append(at_line(where, line.problem))


def at_line(where: int, words: str) -> str:
    # Translators: line: a number, of a file; problem: a sentence that says what is
    # wrong there.
    return _("Line %(line)s: %(problem)s") % {
        "line": isolated(number(where)),
        "problem": words,
    }
