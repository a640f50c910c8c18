"""What belongs to no page: errors that cannot fail, and what machines ask for."""

import logging
import posixpath
import sys
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import (
    closed,
    health,
    problems,
    readiness,
    request_ids,
    scraping,
    unavailable,
    watch,
)
from .locales import from_accept_language
from .slots import Link

logger = logging.getLogger(__name__)

# Seconds within which a database answers that pages can be served from.
READY = 2
# What a stored picture may be; browsers show nothing else of it.
PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
# Signs of a request's id that a reader is told.
REFERENCE = 8


def error_page(
    request: HttpRequest, status: int, **more: closed.Original | Link | str | None
) -> HttpResponse:
    """An error page in the reader's language, which must never fail itself. A ``way``
    leads to what may have been looked for. Programs are told in their own way."""
    if problems.are_told(request):
        return problems.of_status(status)
    context = {"status": status, **more}
    # The language switcher leads to the home pages, not to the same error.
    vars(request)["is_error"] = True
    # After an error of the server, nothing that could ask the database again.
    templates = ["error.html"] if status < 500 else []
    for template in [*templates, "error_bare.html"]:
        try:
            content = render_to_string(template, context, request)
        except Exception:
            logger.exception("%s could not be rendered.", template)
        else:
            return HttpResponse(content, status=status)
    return HttpResponse(
        f"Error {status}", status=status, content_type="text/plain; charset=utf-8"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    try:
        if response := closed.onward(request):
            return response
        original = closed.original_of(request)
        if isinstance(exception, closed.NotHereError):
            original = closed.in_original(request)
    except DatabaseError:
        original = None
    return error_page(request, 404, original=original)


def server_error(request: HttpRequest) -> HttpResponse:
    # Django asks while it handles what went wrong.
    error = sys.exception()
    if answer := unavailable.outage(request, error) or unavailable.without_files(
        request, error
    ):
        return answer
    work = request_ids.present()
    # As much of the id as somebody types; it is found in the logs by that.
    return error_page(request, 500, reference=work.id[:REFERENCE] if work else None)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """``/`` alone chooses a language, once, by what the browser asks for."""
    response = HttpResponseRedirect(f"/{from_accept_language(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def stored_picture(request: HttpRequest, path: str) -> FileResponse:
    """A thumbnail of the admin's, where no disk holds it for the server in front.

    Of the folder of renditions alone, which are drawn by us: never a document.
    """
    name = f"images/{path}"
    kind = PICTURES.get(PurePosixPath(name).suffix.lower().removeprefix("."))
    if kind is None or posixpath.normpath(name) != name:
        raise Http404
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = "public, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {settings.ADMIN_PREFIX}",
        f"Sitemap: {settings.WAGTAILADMIN_BASE_URL}/sitemap.xml",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; it must not be older than a year, so it always has half of one."""
    expires = timezone.now().date() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL}/.well-known/security.txt",
    ]
    body = "\n".join(lines) + "\n"
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Whether the process answers; says nothing about what it needs."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether it can serve pages: 503 while the database does not answer, or is not as
    far as the code.

    The other things that apps tell of themselves change nothing of that. Their numbers
    are for the monitoring alone.
    """
    report = readiness.report(has_database=answers())
    database = health.OK if report.has_database else "absent"
    told: dict[str, object] = {"status": report.status, "database": database}
    told |= report.words()
    if scraping.may_see(request):
        told["checks"] = report.details()
    return JsonResponse(told, status=503 if report.is_failing else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus; to all others there is no such page."""
    if not scraping.may_see(request):
        raise Http404
    text = scraping.text(readiness.report(has_database=answers()))
    return HttpResponse(text, content_type=scraping.CONTENT_TYPE)


def answers() -> bool:
    return not watch.is_away() and watch.answers(READY)
