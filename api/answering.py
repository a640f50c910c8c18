"""What every address of the API has in common, whatever it answers."""

import hashlib
import math
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from limits.networks import client_ip, network_of
from openheritage import problems
from openheritage.furniture import furniture_language, speaking
from openheritage.locales import open_locales
from openheritage.names import bcp47
from openheritage.open_data import FOR_EVERYONE
from openheritage.pseudonyms import key

from .errors import ProblemError
from .throttling import buckets

METHODS = "GET, HEAD, OPTIONS"
# Conditions of whoever writes, which would be refused outside of this file as well.
OF_WRITERS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
ACCEPTED = ("application/json", problems.MEDIA_TYPE)
# Seconds for which a browser need not ask whether a script may read it.
PREFLIGHT = 24 * 60 * 60

View = Callable[..., HttpResponse]


def for_programs(parameters: Collection[str]) -> Callable[[View], View]:
    """Read alone, by anybody, from any site; with no parameter but these."""

    def decorator(view: View) -> View:
        # Nothing is written, so a form of another site can do nothing.
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
            try:
                response = answer(request, view, parameters, kwargs)
            except ProblemError as error:
                response = problems.response(error.word, error.detail)
            for header, value in FOR_EVERYONE.items():
                response[header] = value
            response["X-Robots-Tag"] = "noindex"
            return response

        return wrapped

    return decorator


def answer(
    request: HttpRequest, view: View, parameters: Collection[str], kwargs: dict
) -> HttpResponse:
    if request.method == "OPTIONS":
        return preflight()
    if request.method not in ("GET", "HEAD"):
        response = problems.response("method-not-allowed")
        response["Allow"] = METHODS
        return response
    if seconds := buckets.wait(key(network_of(client_ip(request)), "api")):
        response = problems.response("too-many-requests")
        response["Retry-After"] = str(math.ceil(seconds))
        return response
    if not any(map(request.accepts, ACCEPTED)):
        raise ProblemError("not-acceptable")
    check_parameters(request, parameters)
    for name in OF_WRITERS:
        request.META.pop(name, None)
    request.LANGUAGE_CODE = asked_language(request)
    with speaking(request.LANGUAGE_CODE), as_get(request):
        response = view(request, **kwargs)
        spoken = bcp47(furniture_language())
    if response.status_code == 200:
        response["Content-Language"] = spoken
        response = unless_known(request, response)
    return response


@contextmanager
def as_get(request: HttpRequest) -> Iterator[None]:
    """Whoever asks for the head is told that of the answer."""
    method, request.method = request.method, "GET"
    try:
        yield
    finally:
        request.method = method


def preflight() -> HttpResponse:
    """What browsers ask before a script sends headers of its own."""
    response = HttpResponse(status=204)
    response["Allow"] = METHODS
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Max-Age"] = str(PREFLIGHT)
    return response


def check_parameters(request: HttpRequest, known: Collection[str]) -> None:
    """One that was misspelt would else be passed over, and its answer believed."""
    for name, values in request.GET.lists():
        if name not in known:
            there_is = ", ".join(sorted(known)) or "none"
            raise ProblemError(
                "unknown-parameter",
                f"{name!r} is no parameter of this address. There is: {there_is}.",
            )
        if len(values) > 1:
            raise ProblemError("unknown-parameter", f"{name!r} stands there twice.")


def asked_language(request: HttpRequest) -> str:
    """By its prefix or its tag of BCP 47, which differ in capitals alone."""
    asked = request.GET.get("language")
    if asked is None:
        return settings.LANGUAGE_CODE
    if asked.lower() not in open_locales():
        there_is = ", ".join(sorted(map(bcp47, open_locales())))
        raise ProblemError(
            "unknown-language",
            f"The site is not open in {asked!r}. It is open in: {there_is}.",
        )
    return asked.lower()


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 to whoever has it; the mark is that of its content, and of its language."""
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    tag = f'"{digest}"'
    known: HttpResponse | None = get_conditional_response(request, tag)
    found = response if known is None else known
    for name in ("Link", "Content-Language"):
        if name in response:
            found[name] = response[name]
    found["ETag"] = tag
    return found
