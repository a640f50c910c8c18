"""Static files of two releases, side by side, while one takes over from the other.

Their names hold a hash, so both may lie in one folder, and nothing removes those of
before: pages that somebody has open, or that a cache keeps, still ask for them. Django
would take away each style sheet for a moment in order to write it again, and WhiteNoise
knows only what lay there when its process began.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import embedding

# What is being written ends thus.
UNFINISHED = ".unfinished"


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

    def post_process(self, *args: Any, **options: Any) -> Iterator[tuple]:
        for name, made, done in super().post_process(*args, **options):
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
