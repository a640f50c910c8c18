"""PO files as they come back, from any editor and any system."""

from datetime import datetime

import polib
from django.utils.translation import gettext as staff_

from openheritage.po import File, decoded, read

from .incoming import Entry, Sheet, UnreadableError
from .po import HEADER, KNOWN_AT, WAS


def not_ours() -> UnreadableError:
    return UnreadableError(
        staff_(
            "This file was not made by this site. Download the file of this page, "
            "translate it and upload it again."
        )
    )


def sign_in(entry: polib.POEntry) -> str:
    """Some editors put it on one line with references of their own."""
    for place, line in entry.occurrences:
        words = f"{place}:{line}" if line else place
        for word in words.split():
            if word.startswith(WAS):
                return word.removeprefix(WAS)
    return ""


def entry_of(file: File, entry: polib.POEntry) -> Entry:
    is_fuzzy = any(flag.lower() == "fuzzy" for flag in entry.flags)
    return Entry(
        file.line_of(entry),
        entry.msgctxt or "",
        entry.msgid,
        entry.msgstr,
        unfinished=staff_("it is marked as fuzzy") if is_fuzzy else "",
        broken=staff_("sentences of a page have no plural forms")
        if entry.msgid_plural
        else "",
        was=sign_in(entry),
    )


def time_of(words: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return at if at.tzinfo else None


def read_po(content: bytes) -> Sheet:
    try:
        file = read(decoded(content))
    except (OSError, ValueError) as error:
        raise not_ours() from error
    if HEADER not in file.metadata:
        raise not_ours()
    entries = [entry_of(file, entry) for entry in file.entries]
    return Sheet(
        file.metadata[HEADER].strip(),
        file.metadata.get("Language", ""),
        tool="PO",
        entries=entries,
        faults=file.faults,
        is_whole=file.is_whole,
        known_at=time_of(file.metadata.get(KNOWN_AT, "")),
    )
