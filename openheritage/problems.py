"""What programs are told when something goes wrong below ``API_PREFIX`` (RFC 9457).

In English, whoever asks: programs go by ``type``, whose words stay what they are.
"""

import json
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .open_data import FOR_EVERYONE, absolute

MEDIA_TYPE = "application/problem+json"
# Where the words are explained, below the prefix.
PLACE = "v1/problems/"


class Problem(NamedTuple):
    status: int
    title: str
    # For the page that explains it; told where nothing better is known.
    detail: str


PROBLEMS = {
    "bad-request": Problem(
        400, "Bad request", "The request could not be understood as it was sent."
    ),
    "unknown-parameter": Problem(
        400,
        "Unknown parameter",
        "A parameter has no meaning here, or stands there twice. None is passed over "
        "in silence.",
    ),
    "wrong-value": Problem(
        400, "Wrong value", "A parameter has a value that it cannot have."
    ),
    "unknown-language": Problem(
        400,
        "Unknown language",
        "The site is not open in the language that was asked for.",
    ),
    "wrong-cursor": Problem(
        400,
        "Wrong cursor",
        "The value of `after` was not made by this list. Follow `next`, or begin anew "
        "without it.",
    ),
    "forbidden": Problem(403, "Forbidden", "This is not open to everyone."),
    "not-found": Problem(
        404, "Not found", "There is nothing public at this address, or no longer."
    ),
    "method-not-allowed": Problem(
        405,
        "Method not allowed",
        "Everything here can be read, and nothing written: GET, HEAD or OPTIONS.",
    ),
    "not-acceptable": Problem(
        406, "Not acceptable", "Everything here is JSON, which `Accept` rules out."
    ),
    "too-many-requests": Problem(
        429,
        "Too many requests",
        "Too much was asked for from your network. Ask again after the seconds of "
        "`Retry-After`.",
    ),
    "internal-error": Problem(
        500, "Internal error", "The site made a mistake, which was written down."
    ),
    "unavailable": Problem(
        503,
        "Unavailable",
        "The site cannot answer just now. Ask again after the seconds of "
        "`Retry-After`.",
    ),
}
OF_STATUS = {
    400: "bad-request",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    429: "too-many-requests",
    503: "unavailable",
}


def are_told(request: HttpRequest) -> bool:
    """Whether it is a program's question."""
    return request.path_info.startswith(settings.API_PREFIX)


def type_of(word: str) -> str:
    return absolute(f"{settings.API_PREFIX}{PLACE}#{word}")


def response(word: str, detail: str = "") -> HttpResponse:
    """One of ``PROBLEMS``, with what is wrong this time."""
    problem = PROBLEMS[word]
    content = {
        "type": type_of(word),
        "title": problem.title,
        "status": problem.status,
        "detail": detail or problem.detail,
    }
    answer = HttpResponse(
        json.dumps(content, ensure_ascii=False) + "\n",
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=FOR_EVERYONE | {"Content-Language": "en", "X-Robots-Tag": "noindex"},
    )
    if problem.status in (429, 503):
        answer["Cache-Control"] = "no-store"
    return answer


def of_status(status: int) -> HttpResponse:
    return response(OF_STATUS.get(status, "internal-error"))
