import sys
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from openheritage.urls import urlpatterns as of_site

from .ways import WAYS, Person


def person_of(request: HttpRequest) -> Person:
    return Person(request.headers["X-Name"], request.headers["X-Email"])


def fail(request: HttpRequest, way: str, **rest: str) -> HttpResponse:
    WAYS[way](person_of(request))
    return HttpResponse("It went on.")


def kind(request: HttpRequest, name: str) -> HttpResponse:
    """Errors of classes that nothing else has."""
    raise type(name, (Exception,), {})(*person_of(request))


def parts(person: Person) -> Iterator[bytes]:
    yield b"begun"
    raise ValueError(person)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(parts(person_of(request)))


def loaded(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"is_loaded": "sentry_sdk" in sys.modules})


urlpatterns = [
    path("en/fails/by/<str:way>/", fail, name="fails"),
    path("en/k/<str:token>/fails/<str:way>/", fail, name="fails_in_private"),
    path("en/fails/as/<str:name>/", kind, name="fails_as"),
    path("en/fails/later/", stream, name="fails_later"),
    path("en/fails/loaded/", loaded),
    *of_site,
]
