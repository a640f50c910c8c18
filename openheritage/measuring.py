"""Counts each answer; a few microseconds where metrics are on, and next to nothing
where they are not."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import metrics

# Who watches would count its own looks.
APART = ("/health/live/", "/health/ready/", "/metrics")
# Anybody may invent others.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Queries:
    """Counts statements of one thread, as Django's ``execute_wrapper`` is told."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(
        self, execute: Callable, sql: Any, params: Any, many: bool, context: dict
    ) -> Any:
        self.number += 1
        return execute(sql, params, many, context)


class Measured:
    """Outside of what may turn a request away, since that is an answer too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not metrics.State.is_on or request.path_info in APART:
            return self.get_response(request)
        queries = Queries()
        began = perf_counter()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        note(request, response.status_code, perf_counter() - began, queries.number)
        return response


def note(request: HttpRequest, status: int, seconds: float, queries: int) -> None:
    method = request.method if request.method in METHODS else "other"
    metrics.REQUESTS.add(view_of(request), method or "other", str(status))
    is_staffs = request.path_info.startswith(settings.ADMIN_PREFIX)
    area = "staff" if is_staffs else "public"
    metrics.SECONDS.observe(seconds, area)
    metrics.QUERIES.observe(queries, area)


def view_of(request: HttpRequest) -> str:
    """The name of the view in the list of addresses, or where its code is."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match is not None else "none"
