"""How a list is answered: made at once while it is short, else the worker's file."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from openheritage.open_data import unless_known
from openheritage.stored_files import not_yet, sent

from .models import ListFile


def short(request: HttpRequest, lines: Iterator[str], media: str) -> HttpResponse:
    response = HttpResponse("".join(lines), content_type=f"{media}; charset=utf-8")
    if request.method == "HEAD":
        response["Content-Length"] = len(response.content)
        response.content = b""
    return response


def file(request: HttpRequest, form: str, media: str) -> HttpResponseBase:
    """Its ETag is a weak one: the same file is sent as it is and unpacked."""
    row = ListFile.objects.filter(form=form).first()
    if row is None:
        return not_yet()
    modified = int(row.modified.timestamp()) if row.modified else None
    tag = f'W/"{form.replace(" ", "-")}-{row.key}"'
    kind = f"{media}; charset=utf-8"
    return unless_known(request, tag, modified, lambda: sent(request, row, kind))
