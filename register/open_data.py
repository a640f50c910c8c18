"""What the views of open data share: who may read it, and when it is sent again."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from openheritage.furniture import furniture_language
from openheritage.names import bcp47, given_names

from . import chain
from .exports import FORMAT


def for_everyone(view: Callable) -> Callable:
    """Scripts of other sites may read it, and other sites may embed it.

    It knows no parameters: a made-up one would be made anew past every cache.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        if request.META.get("QUERY_STRING"):
            response = redirect(request.path)
        else:
            response = view(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapped


def unless_known(
    request: HttpRequest,
    tag: str,
    modified: int | None,
    make: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """304 to whoever has it, before anything is made. ``modified`` is in seconds."""
    tag = quote_etag(f"{FORMAT}-{tag}")
    response: HttpResponseBase | None = get_conditional_response(request, tag, modified)
    if response is None:
        response = make()
    response["ETag"] = tag
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


def names_tag() -> str:
    """Of the names that staff have given to countries; none while there are none."""
    given = given_names(furniture_language())
    if not given:
        return ""
    words = json.dumps(given, sort_keys=True)
    return f"-{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def as_of_register(view: Callable) -> Callable:
    """Answers 304 from the head of the register alone, before any row is read.

    All that is public about signatures follows from the register, but for the names
    of countries. The view is
    given the head, which may be ``None``.
    """

    @for_everyone
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        head, language = chain.head(), request.LANGUAGE_CODE
        response = unless_known(
            request,
            f"{language}-{head.hash if head else 'empty'}{names_tag()}",
            int(head.at.timestamp()) if head else None,
            lambda: view(request, head),
        )
        response["Content-Language"] = bcp47(furniture_language())
        return response

    return wrapped
