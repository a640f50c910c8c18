"""Pages that take as long as they are told to, beside those of the site."""

import time
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from openheritage import urls

PARTS = 200
SIZE = 65536


def sleep(request, seconds):
    time.sleep(float(seconds))
    return HttpResponse(f"Slept, read {len(request.body)}.")


def made(seconds: float) -> Iterator[bytes]:
    for _part in range(PARTS):
        yield b"x" * SIZE
        time.sleep(seconds / PARTS)


def parts(request, seconds):
    return StreamingHttpResponse(made(float(seconds)))


urlpatterns = [
    path("sleep/<seconds>/", sleep),
    path("parts/<seconds>/", parts),
    *urls.urlpatterns,
]
