"""The members for programs and spreadsheets; nobody's person is in it."""

import hashlib
import json as to_json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from openheritage.furniture import furniture_language
from openheritage.locales import locale_ids
from openheritage.names import bcp47
from openheritage.open_data import absolute, for_everyone, unless_known

from ..exports import Export

SCHEMA = Path(__file__).parent.parent / "members.schema.json"


def answer(
    request: HttpRequest, body: Callable[[Export], str], content_type: str
) -> HttpResponseBase:
    """No head of a register says what has changed: the answer itself does. The server
    in front and the reader keep it; made anew, 5,000 members take a moment."""
    language = request.LANGUAGE_CODE
    text = body(Export(language, locale_ids()[language]))
    response = unless_known(
        request,
        hashlib.sha256(text.encode()).hexdigest()[:32],
        None,
        lambda: HttpResponse(text, content_type=f"{content_type}; charset=utf-8"),
    )
    response["Content-Language"] = bcp47(furniture_language())
    return response


@for_everyone
def csv(request: HttpRequest) -> HttpResponseBase:
    response = answer(request, Export.csv, "text/csv")
    if response.status_code == 200:
        name = f"members-{bcp47(furniture_language())}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_everyone
def json(request: HttpRequest) -> HttpResponseBase:
    return answer(request, Export.json, "application/json")


@cache
def schema_text() -> str:
    about = {"$id": absolute(reverse("members_schema"))}
    return to_json.dumps(about | to_json.loads(SCHEMA.read_text()), indent=2)


@for_everyone
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(schema_text(), content_type="application/schema+json")
