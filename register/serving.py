"""How a list is answered: made at once while it is short, else the worker's file."""

import gzip
from collections.abc import Iterator

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from openheritage.furniture import furniture_language
from openheritage.names import bcp47
from openheritage.open_data import unless_known
from openheritage.storage import AwayError

from .models import ListFile

# Seconds after which a program may ask again.
SOON = 30
CHUNK = 65_536


def short(request: HttpRequest, lines: Iterator[str], media: str) -> HttpResponse:
    body = "" if request.method == "HEAD" else "".join(lines)
    return HttpResponse(body, content_type=f"{media}; charset=utf-8")


def file(request: HttpRequest, form: str, media: str) -> HttpResponseBase:
    """Its ETag is a weak one: the same file is sent as it is and unpacked."""
    row = ListFile.objects.filter(form=form).first()
    if row is None:
        return not_yet()
    modified = int(row.modified.timestamp()) if row.modified else None
    tag = f'W/"{form.replace(" ", "-")}-{row.key}"'
    return unless_known(request, tag, modified, lambda: sent(request, row, media))


def sent(request: HttpRequest, row: ListFile, media: str) -> HttpResponseBase:
    kind = f"{media}; charset=utf-8"
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    try:
        content = default_storage.open(row.file)
    except AwayError:
        raise
    except OSError:
        # A disk that was restored without it.
        ListFile.objects.filter(pk=row.pk).delete()
        return not_yet()
    if request.method == "HEAD":
        content.close()
        response: HttpResponseBase = HttpResponse(content_type=kind)
    elif is_packed:
        response = FileResponse(content, content_type=kind)
    else:
        # For the few who take no gzip and ask past the server in front.
        response = StreamingHttpResponse(unpacked(content), content_type=kind)
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
