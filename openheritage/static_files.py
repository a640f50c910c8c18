"""Static files of two releases, side by side, while one takes over from the other.

Their names hold a hash, so both may lie in one folder, and nothing removes those of
before: pages that somebody has open, or that a cache keeps, still ask for them. Django
would take away each style sheet for a moment in order to write it again, and WhiteNoise
knows only what lay there when its process began.

The style sheets of a page become one file: see ``whole``.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import embedding

# What is being written ends thus.
UNFINISHED = ".unfinished"

# No reader needs them, and what people wrote is most of what compressing leaves.
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BREAK = re.compile(r"\s*\n\s*")
IMPORT = re.compile(r'@import "(?P<sheet>[^"]+\.css)" ?(?P<media>[^;]*);')
# An address within a style sheet, but one that is whole or holds the file itself.
ADDRESS = re.compile(r"""url\((["']?)(?![a-z]+:|[/#])([^"')]+)\1\)""")

# Of each file its storage and its name there, as ``collectstatic`` tells them.
Collected = dict[str, tuple[Any, str]]

# One file for each kind of page, of nothing but imports, and one of all kinds for their
# frame: who reads on has that, and asks for the little by which kinds differ. A browser
# understands them as they are, which is how ``make run`` gives them, but asks for each
# import by itself.
KINDS = "css/kinds/"


def whole(name: str, collected: Collected, into: str = "") -> str:
    """A style sheet with what it imports in the place of each import."""
    storage, path = collected[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    if not name.startswith(KINDS):
        return moved(BREAK.sub("\n", COMMENT.sub("", text)).lstrip(), name, into)
    parts = []
    for found in IMPORT.finditer(COMMENT.sub("", text)):
        sheet = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        if sheet not in collected:
            raise FileNotFoundError(f"{name} imports {found[1]}, which is not there.")
        part = whole(sheet, collected, into or name)
        media = found["media"]
        parts.append(f"@media {media} {{\n{part}}}\n" if media else part)
    return "".join(parts)


def moved(text: str, name: str, into: str) -> str:
    """The rules of one style sheet as they must stand in another one's folder."""

    def address(found: re.Match[str]) -> str:
        target = posixpath.join("/", posixpath.dirname(name), found[2])
        place = posixpath.join("/", posixpath.dirname(into))
        return f'url("{posixpath.relpath(target, place)}")'

    return ADDRESS.sub(address, text)


class Joined:
    """Stands where a file's storage stands, and holds what was made of the file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self, path: str) -> ContentFile:
        return ContentFile(self.text.encode())


class WholeCompressor(Compressor):
    """Puts a file in the place of another in one step."""

    def write_data(
        self, path: str, data: bytes, suffix: str, stat_result: object
    ) -> str:
        written = super().write_data(f"{path}{UNFINISHED}", data, suffix, stat_result)
        return str(Path(written).replace(f"{path}{suffix}"))


class ReleasedFiles(CompressedManifestStaticFilesStorage):
    """What is deleted only to be written again stays until it is.

    ``collectstatic --clear`` removes what no longer belongs to the release, at its end.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self.to_delete: set[str] = set()
        super().__init__(*args, **options)

    def create_compressor(self, **options: Any) -> Compressor:
        return WholeCompressor(**options)

    def exists(self, name: str) -> bool:
        return name not in self.to_delete and super().exists(name)

    def delete(self, name: str) -> None:
        self.to_delete.add(name)

    def _save(self, name: str, content: Any) -> str:
        # Django's types do not know this hook.
        parent: Any = super()
        unfinished = f"{name}{UNFINISHED}"
        Path(self.path(unfinished)).unlink(missing_ok=True)
        parent._save(unfinished, content)
        Path(self.path(unfinished)).replace(self.path(name))
        self.to_delete.discard(name)
        return name

    def post_process(
        self, paths: Collected, *args: Any, **options: Any
    ) -> Iterator[tuple]:
        joined = {
            name: (Joined(whole(name, paths)), name)
            for name in paths
            if name.startswith(KINDS)
        }
        for name, made, done in super().post_process(paths | joined, *args, **options):
            self.to_delete.discard(made)
            yield name, made, done
        for name in self.to_delete:
            super().delete(name)
        self.to_delete.clear()


class StaticFiles(WhiteNoiseMiddleware):
    """Finds what was collected since this process began, too, and says who may embed
    it: it stands above what says so of all else."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.autorefresh:
            self.directories = [(f"{settings.STATIC_ROOT}/", self.static_prefix)]

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        response[embedding.HEADER] = embedding.policy(request.path_info)
        return response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not self.autorefresh and path not in self.files:
            found = (
                self.find_file(path) if path.startswith(self.static_prefix) else None
            )
            if found is not None:
                self.files[path] = found
        return super().__call__(request)
