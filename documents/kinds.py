"""Which documents are taken, told by name and by content.

A name alone proves nothing: a browser that is led astray would run what a file called
.pdf holds. Archives of office programs are looked into without being unpacked.
"""

import zipfile
from collections.abc import Callable
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as staff_

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 300 * MEGABYTE
MAX_ENTRIES = 10_000

ODF = "application/vnd.oasis.opendocument."
ARCHIVED = {
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
    "odp": f"{ODF}presentation",
    "epub": "application/epub+zip",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_MAIN = {
    "docx": f"{OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}spreadsheetml.sheet.main+xml",
    "pptx": f"{OFFICE}presentationml.presentation.main+xml",
}
# Where programs keep macros.
MACROS = ("basic/", "scripts/", "object/scripts")
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
END_OF_ARCHIVE = b"PK\x05\x06"

# What a browser, or a program behind a file's icon, would take for something else.
DISGUISED = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"%pdf-")
PROGRAM = (b"#!", b"MZ", b"\x7fELF", b"PK\x03\x04")
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


class OtherKindError(ValueError):
    """The content is not what the name says."""


class MacrosError(ValueError):
    """The document holds programs."""


def check_pdf(data: bytes) -> None:
    body = data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\0\r\n\t\f ")
    if not (body.startswith(b"%PDF-") and body.endswith(b"%%EOF")):
        raise OtherKindError
    if b"startxref" not in body[-2048:]:
        raise OtherKindError


def entries(data: bytes) -> zipfile.ZipFile:
    """The table of an archive that begins and ends as archives do."""
    if not data.startswith(b"PK\x03\x04") or data[-22:-18] != END_OF_ARCHIVE:
        raise OtherKindError
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise OtherKindError from error
    found = archive.infolist()
    if len(found) > MAX_ENTRIES or sum(e.file_size for e in found) > MAX_UNPACKED:
        raise OtherKindError
    for entry in found:
        name = entry.filename.lower().replace("\\", "/")
        if entry.flag_bits & 1 or name.startswith("/") or ".." in name.split("/"):
            raise OtherKindError
        if name.startswith(MACROS) or name.endswith(MACRO_FILES):
            raise MacrosError
    return archive


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a file in an archive."""
    try:
        with archive.open(name) as file:
            return file.read(MEGABYTE)
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise OtherKindError from error
    except Exception as error:  # zlib.error, and what comes with other methods
        raise OtherKindError from error


def check_archived(data: bytes, extension: str) -> None:
    archive = entries(data)
    if read(archive, "mimetype").strip() != ARCHIVED[extension].encode():
        raise OtherKindError
    if extension == "epub":
        read(archive, "META-INF/container.xml")


def check_office(data: bytes, extension: str) -> None:
    archive = entries(data)
    types = read(archive, "[Content_Types].xml")
    if b"macroenabled" in types.lower():
        raise MacrosError
    if OFFICE_MAIN[extension].encode() not in types:
        raise OtherKindError


def check_text(data: bytes) -> None:
    try:
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            staff_("This text is not in UTF-8. Save it anew in that encoding."),
            code="encoding",
        ) from error
    begin = text.lstrip()[:1024].lower().encode()
    if begin.startswith(DISGUISED) or data.startswith(PROGRAM):
        raise OtherKindError
    if any(ord(sign) in CONTROLS for sign in text):
        raise OtherKindError


KINDS: dict[str, Callable[[bytes, str], None]] = {
    "pdf": lambda data, _extension: check_pdf(data),
    "csv": lambda data, _extension: check_text(data),
    "txt": lambda data, _extension: check_text(data),
    **dict.fromkeys(ARCHIVED, check_archived),
    **dict.fromkeys(OFFICE_MAIN, check_office),
}


def check(data: bytes, extension: str) -> None:
    """Raises ``ValidationError`` with a sentence for whatever is not taken."""
    if extension not in KINDS:
        raise ValidationError(
            staff_("Documents of this kind are not taken, only: %(kinds)s."),
            code="invalid_extension",
            params={"kinds": ", ".join(sorted(KINDS)).upper()},
        )
    try:
        KINDS[extension](data, extension)
    except OtherKindError as error:
        raise ValidationError(
            staff_(
                "The name of this file ends in .%(extension)s, but its content is "
                "something else, or it is damaged. Open it in the program that made "
                "it, save it anew, and choose that file."
            ),
            code="other_kind",
            params={"extension": extension},
        ) from error
    except MacrosError as error:
        raise ValidationError(
            staff_("This document holds macros. Save it anew without them."),
            code="macros",
        ) from error
