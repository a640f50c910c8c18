"""Many files in one: written without a date, read without trust."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as staff_

from .incoming import UnreadableError

BEGINS = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
# The date of all, so that the same words make the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

MOST_FILES = 5_000
LARGEST_FILE = 20_000_000
LARGEST_WHOLE = 100_000_000

WANTED = {".po", ".pot", ".xlf", ".xliff", ".xml"}
# What macOS and Windows put into archives unasked.
UNASKED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_archive(content: bytes) -> bool:
    return content.startswith((BEGINS, EMPTY))


def packed(files: Iterable[tuple[str, str]], into: bytes = b"") -> bytes:
    """``(name, text)``, behind what is there; a name that comes again gets a number."""
    stream = BytesIO()
    stream.write(into)
    with ZipFile(stream, "a" if into else "w", ZIP_DEFLATED) as archive:
        names = set(archive.namelist())
        for name, text in files:
            path = PurePosixPath(name)
            number = 1
            while name in names:
                number += 1
                name = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
            names.add(name)
            info = ZipInfo(name, LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode())
    return stream.getvalue()


def too_large() -> UnreadableError:
    return UnreadableError(staff_("This archive holds too much. Send it in parts."))


def check(infos: list[ZipInfo]) -> None:
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_WHOLE:
        raise too_large()
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise UnreadableError(
                staff_("This archive names a place outside of it: “%(name)s”.")
                % {"name": info.filename}
            )
        if info.flag_bits & 1:
            raise UnreadableError(staff_("This archive asks for a password."))


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    """``(name, content)`` of the files that may be ours; raises ``UnreadableError``.

    Nothing is written anywhere, and no more is read than an archive may hold, whatever
    it says of itself.
    """
    found = []
    left = LARGEST_WHOLE
    try:
        with ZipFile(BytesIO(content)) as archive:
            check(archive.infolist())
            for info in archive.infolist():
                name = info.filename.replace("\\", "/")
                if info.is_dir() or any(part in name for part in UNASKED):
                    continue
                with archive.open(info) as stream:
                    data = stream.read(min(LARGEST_FILE, left) + 1)
                left -= len(data)
                if left < 0 or len(data) > LARGEST_FILE:
                    raise too_large()
                found.append((name, data))
    except (BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableError(staff_("This archive is damaged.")) from error
    except Exception as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(staff_("This archive is damaged.")) from error
    wanted = [
        (name, data)
        for name, data in found
        if PurePosixPath(name).suffix.lower() in WANTED
    ]
    if not wanted:
        raise UnreadableError(staff_("This archive holds no PO or XLIFF file."))
    return wanted
