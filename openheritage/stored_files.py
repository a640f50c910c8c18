"""Files that the worker makes for all to read: compressed, whole, named by one row.

A file has a name that nobody has or can guess, and is there before a row names it; when
its row goes it is deleted. Lists of signatures and the sitemap are such files.
"""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from .furniture import furniture_language
from .names import bcp47
from .page_cache import codings_of
from .storage import AwayError

# What nobody names is somebody's half file, once it is so old.
ABANDONED = timedelta(hours=1)
# Seconds after which a program may ask again.
SOON = 30
CHUNK = 65_536


class StoredQuerySet(models.QuerySet):
    """Of rows with a ``file``."""

    def drop(self) -> None:
        """Nobody is shown them from the transaction's end on; then they are deleted.
        A file that cannot be deleted then is found by ``tidy``."""
        found = dict(self.values_list("pk", "file"))
        if found:
            self.model._default_manager.filter(pk__in=found).delete()
            names = [*found.values()]
            transaction.on_commit(lambda: remove(names), robust=True)


def store(folder: str, kind: str, content: File) -> str:
    return default_storage.save(f"{folder}/{kind}-{uuid4().hex}", content)


def store_all(folder: str, kind: str, files: dict[str, IO[bytes]]) -> dict[str, str]:
    """All or none: what fails for want of room would leave less of it each time."""
    names: dict[str, str] = {}
    try:
        for form, file in files.items():
            names[form] = store(folder, kind, File(file))
    except Exception:
        remove(names.values())
        raise
    return names


def remove(names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            default_storage.delete(name)


def is_older(path: str, than: timedelta) -> bool:
    """Not what another process has just deleted."""
    try:
        written = default_storage.get_modified_time(path)
    except FileNotFoundError:
        return False
    return timezone.now() - written > than


def tidy(
    folder: str, *tables: type[models.Model], older: timedelta = ABANDONED
) -> None:
    """Deletes what no row names: of a worker that was killed, or could not delete."""
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    kept: set[str] = set()
    for table in tables:
        kept.update(table._default_manager.values_list("file", flat=True))
    paths = [path for name in names if (path := f"{folder}/{name}") not in kept]
    remove(path for path in paths if is_older(path, older))


def sent(request: HttpRequest, row: models.Model, media: str) -> HttpResponseBase:
    """As it is to who takes gzip, else unpacked."""
    is_packed = "gzip" in codings_of(request.headers.get("Accept-Encoding", ""))
    try:
        content = default_storage.open(vars(row)["file"])
    except AwayError:
        raise
    except OSError:
        # A disk that was restored without it.
        type(row)._default_manager.filter(pk=row.pk).delete()
        return not_yet()
    response: HttpResponseBase
    if request.method == "HEAD":
        size = content.size
        content.close()
        response = HttpResponse(content_type=media)
        if is_packed:
            # That of the body, which a GET brings.
            response["Content-Length"] = size
    elif is_packed:
        response = FileResponse(content, content_type=media)
    else:
        # For the few who take no gzip and ask past the server in front.
        response = StreamingHttpResponse(unpacked(content), content_type=media)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def unpacked(content: File) -> Iterator[bytes]:
    with content, gzip.GzipFile(fileobj=content) as plain:
        while piece := plain.read(CHUNK):
            yield piece


def not_yet() -> HttpResponse:
    words = _("This file is being made. Please try again in a moment.")
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8")
    response.status_code = 503
    response["Retry-After"] = str(SOON)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = bcp47(furniture_language())
    response["X-Robots-Tag"] = "noindex"
    return response
