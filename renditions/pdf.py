from hashlib import sha256

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.furniture import furniture_language
from openheritage.names import bcp47
from statement.asking import asked_by

from .making import LARGE, PDF, Wanted
from .models import Rendition

# Seconds after which somebody may ask again, at least and at most.
SOON, LATE = 5, 600


def content_of(wanted: Wanted) -> bytes | None:
    """The file, if it is the one that is wanted and whole."""
    # Once more if the worker has put another one in its place between row and file.
    for _time in range(2):
        row = wanted.row()
        if row is None or row.key != wanted.key or not row.file:
            return None
        try:
            with default_storage.open(row.file.name) as file:
                content: bytes = file.read()
        except OSError:
            continue
        if sha256(content).hexdigest() == row.sha256:
            return content
    return None


def forget(wanted: Wanted) -> None:
    """Of a file that is gone or damaged: it is made again."""
    mine = Rendition.objects.filter(text=wanted.text, kind=wanted.kind)
    mine.filter(key=wanted.key).update(key="")


def not_yet(request: HttpRequest, row: Rendition) -> HttpResponse:
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


@goes_on_if(lambda request: "text" in request.GET)
@require_safe
def pdf(request: HttpRequest, kind: str = PDF) -> HttpResponse:
    """The Statement on paper, as it is today. Nobody keeps a copy without asking: the
    server in front would show it while this one answers 503."""
    if kind == PDF and request.GET.get("size") == "large":
        kind = LARGE
    text = asked_by(request).text
    wanted = Wanted(text, kind)
    content = content_of(wanted)
    if content is None:
        forget(wanted)
        return not_yet(request, Rendition.objects.ask(text, kind))
    response = HttpResponse(content, content_type="application/pdf")
    size = "-large" if kind == LARGE else ""
    name = (
        f"statement-{bcp47(text.language)}-{text.version.number}{size}"
        f"-{text.sha256[:8]}.pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Language"] = bcp47(text.language)
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{wanted.key}"'
    return response
