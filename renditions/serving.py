"""How a file that the worker makes is answered: the one that is wanted and whole, or
503 until it is there. Nobody keeps a copy without asking: the server in front would
show it while this one answers something else."""

from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from openheritage.furniture import furniture_language
from openheritage.names import bcp47
from openheritage.storage import AwayError

from .files import WantedFile

# Seconds after which somebody may ask again, at least and at most.
SOON, LATE = 5, 600
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png"}


def content_of(wanted: WantedFile) -> bytes | None:
    """The file, if it is the one that is wanted and whole. Raises ``AwayError`` where
    nobody can look."""
    # Once more if the worker has put another one in its place between row and file.
    for _time in range(2):
        row = wanted.row()
        if row is None or row.key != wanted.key or not row.file:
            return None
        try:
            with default_storage.open(row.file.name) as file:
                content: bytes = file.read()
        except AwayError:
            raise
        except OSError:
            continue
        if sha256(content).hexdigest() == row.sha256:
            return content
    return None


def forget(wanted: WantedFile) -> None:
    """Of a file that is gone or damaged: it is made again."""
    rows = wanted.model._default_manager
    mine = rows.filter(kind=wanted.kind, **wanted.subject)
    mine.filter(key=wanted.key).update(key="")


def not_yet(request: HttpRequest, row: Any) -> HttpResponse:
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "renditions/waiting.html")
    else:
        words = _("This file is being made. Please try again in a moment.")
        response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8")
    response.status_code = 503
    left = row.seconds_left(timezone.now()) if row.reason else 0
    response["Retry-After"] = str(min(max(SOON, left), LATE))
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = bcp47(furniture_language())
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept"])
    return response


def served(
    request: HttpRequest, wanted: WantedFile, name: str, language: str
) -> HttpResponse:
    try:
        content = content_of(wanted)
    except AwayError:
        # It is there, as far as is known.
        return not_yet(request, wanted.row() or wanted.ask())
    if content is None:
        forget(wanted)
        return not_yet(request, wanted.ask())
    response = HttpResponse(content, content_type=MEDIA_TYPES[wanted.suffix])
    response["Content-Disposition"] = f'inline; filename="{name}.{wanted.suffix}"'
    response["Content-Language"] = bcp47(language)
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{wanted.key}"'
    return response
