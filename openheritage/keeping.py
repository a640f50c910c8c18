"""How long what is public may be kept, and by whom. ``PublicCache`` asks.

Three keep it: the browser (``Cache-Control``), the server in front, which is told of
changes (``X-Accel-Expires``, ``stale-while-revalidate``), and a CDN
(``CDN-Cache-Control``, RFC 9213).
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

PUBLIC = re.compile(r"public, max-age=(\d+)\b")
FOR_CDN = "CDN-Cache-Control"
FOR_EDGE = "X-Accel-Expires"
# By this header the server in front says that it reads the other one. (W3C, Edge
# Architecture.) To browsers the site says the plain words alone.
EDGE_IS_THERE = "Surrogate-Capability"
# What is kept for a moment though no browser may keep it: so that it takes the place of
# a page that was here before, and a thousand who follow a wrong link cost one answer.
MOMENTARY = (301, 404, 410)


def seconds_of(words: str) -> int:
    """For how long a ``Cache-Control`` lets everybody keep an answer."""
    found = PUBLIC.match(words)
    return int(found[1]) if found else 0


def names_nobody(response: Response) -> Response:
    """Says of an answer that neither a signatory nor a member is in it.

    Nobody but staff changes it, so a CDN may hold it for a day. Whoever withdraws can
    rely on it that no such copy shows them: what staff have written is looked through
    (``edge.middleware``).
    """
    if settings.CDN_MAX_AGE:
        response[FOR_CDN] = f"public, max-age={settings.CDN_MAX_AGE}"
    return response


def naming_nobody(view: Callable) -> Callable:
    """The same of all that a view answers with 200."""

    @wraps(view)
    def wrapped(
        request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        return names_nobody(response) if response.status_code == 200 else response

    return wrapped


def is_listed(request: HttpRequest) -> bool:
    """Whether the address is one of those that a purge can name: a page's, or a view's
    that has no numbers in its path; without a query."""
    match = request.resolver_match
    if match is None or request.META.get("QUERY_STRING"):
        return False
    return match.url_name == "wagtail_serve" or not (match.args or match.kwargs)


def tell_edge(request: HttpRequest, response: HttpResponseBase, words: str) -> None:
    """Sets ``Cache-Control``, and before it what the server in front is told: nginx
    before 1.23 heeds what it reads first."""
    is_public = words.startswith("public")
    unlisted = not is_listed(request) and "immutable" not in words
    del response["Cache-Control"]
    if not is_public or unlisted or response.status_code not in (200, 304):
        response[FOR_EDGE] = str(settings.UNLISTED_SECONDS)
    elif seconds_of(words) >= settings.PUBLIC_MAX_AGE:
        # What is kept for less is over by then.
        words += f", stale-while-revalidate={settings.STALE_SECONDS}"
    response["Cache-Control"] = words
