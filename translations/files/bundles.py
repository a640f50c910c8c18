"""A page, a language or everything, in one file that goes out or comes back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale
from wagtail_localize.models import Translation

from openheritage.locales import language_of

from . import archives, po, xliff
from .incoming import Sheet, UnreadableError
from .languages import written_as
from .po_reading import read_po
from .sentences import Part, parts, segments_in
from .taking import Report, take
from .xliff_reading import read_xliff

# Why somebody may not translate a page; empty if they may.
May = Callable[[Translation], str]


class Kind(StrEnum):
    PO = "po"
    XLIFF = "xlf"


@dataclass(frozen=True)
class Download:
    name: str
    content_type: str
    content: bytes


CONTENT_TYPES = {
    Kind.PO: "text/x-gettext-translation",
    Kind.XLIFF: "application/xliff+xml",
}


def all_translations() -> QuerySet[Translation]:
    """In an order that stays: pages as they were made, language by language."""
    rows = Translation.objects.filter(enabled=True).select_related(
        "source__locale", "source__specific_content_type", "target_locale"
    )
    return rows.order_by("target_locale__language_code", "source_id", "pk")


def written(some: list[Part], kind: Kind, language: str) -> str:
    if kind == Kind.XLIFF:
        return xliff.write(some, language)
    return po.write(some[0])


def of_page(part: Part, kind: Kind) -> Download:
    name = part.place.rpartition("/")[2] or "page"
    return Download(
        f"{name}.{to_locale(part.language)}.{kind}",
        CONTENT_TYPES[kind],
        written([part], kind, part.language).encode(),
    )


def named(found: Iterable[Part], kind: Kind) -> Iterator[tuple[str, str]]:
    """Files of an archive: a folder for each language."""
    for language, group in groupby(found, key=lambda part: part.language):
        code = to_locale(language)
        if kind == Kind.XLIFF:
            yield f"{code}.xlf", xliff.write(group, language)
            continue
        for part in group:
            yield f"{code}/{part.place or 'page'}.po", po.write(part)


def of_many(translations: Iterable[Translation], kind: Kind, name: str) -> Download:
    """One XLIFF file holds a language; all else is an archive."""
    rows = list(translations)
    found = parts(rows)
    languages = {row.target_locale_id for row in rows}
    if kind == Kind.XLIFF and len(languages) == 1:
        language = language_of(languages.pop())
        text = xliff.write(found, language)
        return Download(f"{name}.xlf", CONTENT_TYPES[kind], text.encode())
    return Download(
        f"{name}.zip", "application/zip", archives.packed(named(found, kind))
    )


def translation_of(uuid: str) -> Translation | None:
    try:
        return all_translations().filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None


def places_of(uuid: str) -> dict[str, tuple[str, str]]:
    translation = translation_of(uuid)
    if translation is None:
        return {}
    segments = segments_in([translation]).get(translation.source_id, [])
    return {
        xliff.unit_id(segment): (segment.context.path, segment.string.data)
        for segment in segments
    }


def is_xml(content: bytes) -> bool:
    beginning = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith(b"<")


def sheets_of(content: bytes) -> list[Sheet]:
    if is_xml(content):
        return read_xliff(content, places_of)
    return [read_po(content)]


def refused(sheet: Sheet, translation: Translation | None) -> str:
    """Why nothing at all is taken for a page; empty if it is looked through."""
    if translation is None:
        return staff_("This file belongs to another page, or to another site.")
    if sheet.language and written_as(sheet.language) != written_as(
        translation.target_locale.language_code
    ):
        return staff_("This file says that its language is “%(language)s”.") % {
            "language": sheet.language
        }
    return ""


def taken(sheet: Sheet, user: User | None, may: May) -> Report:
    translation = translation_of(sheet.uuid)
    reason = refused(sheet, translation)
    if translation is None:
        return Report(sheet.name, refusal=reason)
    reason = reason or may(translation)
    if reason:
        return Report(
            translation.source.object_repr,
            language_of(translation.target_locale_id),
            refusal=reason,
        )
    return take(sheet, translation, user)


def files_in(name: str, content: bytes) -> list[tuple[str, bytes]]:
    if archives.is_archive(content):
        return archives.unpacked(content)
    return [(name, content)]


def bring_in(name: str, content: bytes, user: User | None, may: May) -> list[Report]:
    """All that a file holds; each page in a transaction of its own.

    Raises ``UnreadableError`` where there is nothing to be looked through.
    """
    reports = []
    for file_name, data in files_in(name, content):
        try:
            sheets = sheets_of(data)
        except UnreadableError as error:
            if not archives.is_archive(content):
                raise
            reports.append(Report(file_name, refusal=str(error), name=file_name))
            continue
        for sheet in sheets:
            report = taken(sheet, user, may)
            report.name = file_name
            report.title = report.title or sheet.name or file_name
            reports.append(report)
    return reports
