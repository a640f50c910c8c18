"""What is answered while the database is away: 503, in the reader's language.

Nothing here asks a database, a cache or a session. What somebody sent is kept in the
page itself, with a button that sends the same again. The page does not load itself
again: that would take the answers away, and interrupt who listens to it.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext

from . import language_tags, problems
from .failures import kind, place
from .furniture import complete, furniture_language, speaking_as_known
from .names import LANGUAGE_NAMES, bcp47
from .origins import Source, source_of
from .outages import is_outage
from .storage import was_away

logger = logging.getLogger(__name__)

# Seconds after which a program may ask again.
RETRY_AFTER = 10
# Typed again rather than written into a page: passwords, and codes that are used up.
SECRET = re.compile("passw|otp_", re.IGNORECASE)
# What programs read: told in words, not as a page.
DATA = re.compile(r"\.(atom|csv|json|po|rss|txt|webmanifest|xliff|xlf|xml|zip)$")

Fields = Mapping[str, list[str]]


def page(
    language: str,
    *,
    path: str = "",
    fields: Fields | None = None,
    method: str = "GET",
    has_files: bool = False,
) -> str:
    """The whole page, in the furniture of ``language``.

    ``path`` is where its button leads; ``fields`` are what a form had sent there.
    Without them a ``method`` other than GET is told that its form could not be kept.
    """
    kept = None if fields is None else [*without_secrets(fields)]
    context = {
        "path": path,
        "fields": None if kept is None else hidden(kept),
        "is_partial": has_files or len(kept or ()) < count(fields),
        "is_lost": fields is None and method not in ("GET", "HEAD"),
    }
    with speaking_as_known(language):
        return get_template("unavailable.html").render(context)


def standing(language: str) -> str:
    """The page as a file, for the server in front: whatever was asked for or sent, it
    stands at the same address, and loading it again sends the same."""
    with speaking_as_known(language):
        return get_template("unavailable.html").render({"stands": True})


def count(fields: Fields | None) -> int:
    return sum(map(len, fields.values())) if fields else 0


def without_secrets(fields: Fields) -> Iterator[tuple[str, str]]:
    for name, values in fields.items():
        if not SECRET.search(name):
            yield from ((name, value) for value in values)


def hidden(fields: list[tuple[str, str]]) -> str:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


def language_for(request: HttpRequest) -> str:
    """By the address, else by what the browser asks for; which languages are open is
    what the database would know."""
    prefix = request.path_info.removeprefix("/").partition("/")[0]
    if prefix in LANGUAGE_NAMES:
        return prefix
    spoken = sorted(complete())
    if near := language_tags.nearest(prefix, spoken):
        return near
    for wish, quality in language_tags.wishes(
        request.headers.get("Accept-Language", "")
    ):
        if quality and (near := language_tags.nearest(wish, spoken)):
            return near
    return settings.LANGUAGE_CODE


def fields_of(request: HttpRequest) -> Fields | None:
    """What a form sent, if it is ours to send again.

    A form of another site's would become one of ours by the button. What is too large
    or broken is refused while it is read, as it would be by any view.
    """
    if request.method != "POST" or source_of(request) is Source.FOREIGN:
        return None
    try:
        return dict(request.POST.lists())
    except Exception:  # noqa: BLE001 - whatever it is, there is a page without them
        return None


def has_files(request: HttpRequest) -> bool:
    return any(file for _name, files in request.FILES.lists() for file in files)


def is_for_program(request: HttpRequest) -> bool:
    """A browser says that it wants a page; what says nothing is asked by the path."""
    accepted = request.headers.get("Accept", "")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return True
    if "text/html" in accepted:
        return False
    return "*/*" not in (accepted or "*/*") or bool(DATA.search(request.path_info))


def for_program(request: HttpRequest) -> HttpResponse:
    words = gettext("The site cannot answer just now")
    accepted = request.headers.get("Accept", "")
    wants_text = "json" not in accepted and re.search(
        r"\.(?!json)\w+$", request.path_info
    )
    if wants_text:
        more = pgettext(
            "what went wrong",
            "It is not your fault. Please try again in a few minutes.",
        )
        content = f"{words}\n{more}\n"
        return HttpResponse(content, content_type="text/plain; charset=utf-8")
    return JsonResponse({"status": "unavailable", "error": words})


def response(request: HttpRequest) -> HttpResponse:
    if problems.are_told(request):
        answer = problems.response("unavailable")
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    language = language_for(request)
    with speaking_as_known(language):
        spoken = bcp47(furniture_language())
        if is_for_program(request):
            answer = for_program(request)
        else:
            fields = fields_of(request)
            answer = HttpResponse(
                page(
                    language,
                    path=request.get_full_path(),
                    fields=fields,
                    method=request.method or "GET",
                    has_files=fields is not None and has_files(request),
                )
            )
    answer.status_code = 503
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    answer["Content-Language"] = spoken
    answer["X-Robots-Tag"] = "noindex"
    patch_vary_headers(answer, ["Accept", "Accept-Language"])
    return answer


def let_go() -> None:
    """The next request begins with a connection of its own: to what took over."""
    connection: Any
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
            if getattr(connection, "pool", None):
                # Others of the same server lie in it. (Another thread may be faster.)
                with suppress(KeyError):
                    connection.close_pool()


def outage(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer if it is the database that is to blame."""
    if error is None or not is_outage(error):
        return None
    found = (kind(error.__cause__ or error), place(error))
    logger.error("No answer without the database: %s at %s.", *found)
    let_go()
    return response(request)


def without_files(
    request: HttpRequest, error: BaseException | None
) -> HttpResponse | None:
    """The answer if the server of uploaded files is to blame."""
    if error is None or not was_away(error):
        return None
    logger.error("No answer without uploaded files: at %s.", place(error))
    return response(request)
