"""What the views of open data share: who may read it, and when it is sent again."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from .furniture import furniture_language
from .names import given_names

# Scripts of other sites may read it.
FOR_EVERYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}


def absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + path


def for_everyone(view: Callable) -> Callable:
    """Scripts of other sites may read it; who may embed it says ``embedding.py``.

    It knows no parameters: a made-up one would be made anew past every cache.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        if request.META.get("QUERY_STRING"):
            response = redirect(request.path)
        else:
            response = view(request)
        for header, value in FOR_EVERYONE.items():
            response[header] = value
        return response

    return wrapped


def unless_known(
    request: HttpRequest,
    tag: str,
    modified: int | None,
    make: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """304 to whoever has it, before anything is made. ``modified`` is in seconds."""
    tag = quote_etag(tag)
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
