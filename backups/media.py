"""Uploaded files, as one archive. Renditions are made again and left out."""

import hashlib
import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import FileField

from images.models import Rendition
from openheritage.storage import is_on_disk
from renditions.models import MadeFile

from . import tools
from .errors import BackupError

# In the archive, as `sha256sum --check` reads it.
LIST = "media.sha256"
# The folders of what is made of something else: pictures, files, lists, the sitemap.
RENDITIONS = ("images", "renditions", "lists", "sitemap")
# Of what a restore has begun to unpack.
UNFINISHED = ".restoring-"


def is_kept(name: str) -> bool:
    first = name.partition("/")[0]
    return first not in RENDITIONS and not first.startswith(UNFINISHED)


class Folder:
    """On a disk of this machine."""

    def __init__(self) -> None:
        self.root = Path(settings.MEDIA_ROOT)

    def __str__(self) -> str:
        return str(self.root)

    def names(self) -> Iterator[str]:
        """Of what is kept, in one order."""
        if not self.root.is_dir():
            return
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if is_kept(name) and path.is_file() and not path.is_symlink():
                yield name

    def open(self, name: str) -> Any:
        return (self.root / name).open("rb")

    def room(self) -> Path:
        """To unpack an archive: within, since media may be a disk of its own."""
        self.root.mkdir(parents=True, exist_ok=True)
        return self.root

    def replace(self, unfinished: Path) -> None:
        """Puts all that was unpacked in the place of what is there."""
        for old in self.root.iterdir():
            if old != unfinished:
                remove(old)
        for new in unfinished.iterdir():
            new.rename(self.root / new.name)
        unfinished.rmdir()


class Bucket:
    """On a server that several machines share."""

    def __init__(self) -> None:
        self.store: Any = default_storage

    def __str__(self) -> str:
        return "the bucket of S3_URL"

    def names(self) -> Iterator[str]:
        yield from filter(is_kept, self.store.names())

    def open(self, name: str) -> Any:
        return self.store.open(name)

    def room(self) -> Path:
        return Path(settings.VAR_DIR)

    def replace(self, unfinished: Path) -> None:
        new = {
            path.relative_to(unfinished).as_posix(): path
            for path in unfinished.rglob("*")
            if path.is_file()
        }
        for name, path in new.items():
            self.store.put(name, path.read_bytes())
        # Renditions too: they are of what was there before.
        for name in [*self.store.names()]:
            if name not in new:
                self.store.delete(name)
        shutil.rmtree(unfinished)


def place() -> Folder | Bucket:
    return Folder() if is_on_disk() else Bucket()


class Hashing:
    """A file that is read, and its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sha = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sha.update(data)
        return data


class Archive:
    """Written in two passes around the dump of the database: files are there before
    their rows and after them, so that no row of the dump lacks its file, whatever is
    uploaded or deleted meanwhile."""

    def __init__(self, target: IO[bytes]) -> None:
        self.tar = tarfile.TarFile.open(
            fileobj=target, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.place = place()
        self.digests: dict[str, str] = {}
        self.bytes = 0

    def add_new(self) -> None:
        for name in self.place.names():
            if name not in self.digests:
                # Deleted since it was listed: its row was deleted before.
                with suppress(FileNotFoundError):
                    self.add(name)

    def add(self, name: str) -> None:
        with self.place.open(name) as file:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = file.seek(0, os.SEEK_END), 0o644
            entry.mtime = time.time()
            file.seek(0)
            hashing = Hashing(file)
            self.tar.addfile(entry, hashing)
        self.digests[name] = hashing.sha.hexdigest()
        self.bytes += entry.size

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, *args: object) -> None:
        if kind is None:
            self.close()
            return
        # Else it would be written to its end when it is forgotten.
        stream: Any = self.tar.fileobj
        stream.closed = True

    def close(self) -> None:
        lines = (f"{sha}  {name}\n" for name, sha in sorted(self.digests.items()))
        data = "".join(lines).encode()
        entry = tarfile.TarInfo(LIST)
        entry.size, entry.mode = len(data), 0o600
        self.tar.addfile(entry, BytesIO(data))
        self.tar.close()


def unpack(source: IO[bytes]) -> int:
    """Unpacks an archive and compares each file with its digest; nothing is in its
    place before all are whole. Returns how many."""
    target = place()
    room = target.room()
    for left in room.glob(f"{UNFINISHED}*"):
        remove(left)
    unfinished = room / f"{UNFINISHED}media"
    unfinished.mkdir()
    with tarfile.open(fileobj=source, mode="r|") as tar:
        tools.unpack(tar, unfinished)
    listed = unfinished / LIST
    if not listed.is_file():
        raise BackupError("The archive of uploaded files has no end.")
    count = 0
    for line in listed.read_text().splitlines():
        sha, name = line.split("  ", 1)
        path = unfinished / name
        if not path.is_file():
            raise BackupError(f"The archive of uploaded files lacks {name}.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha:
                raise BackupError(
                    f"{name} in the archive of uploaded files is damaged."
                )
        count += 1
    listed.unlink()
    target.replace(unfinished)
    return count


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def is_empty() -> bool:
    """Renditions count for nothing."""
    return next(place().names(), None) is None


def missing() -> list[str]:
    """Files that rows name and that are not there."""
    found = []
    for model in apps.get_models():
        if model is Rendition or issubclass(model, MadeFile):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                names = model._base_manager.exclude(**{field.name: ""})
                found += [
                    name
                    for name in names.values_list(field.name, flat=True)
                    if name and not default_storage.exists(name)
                ]
    return found
