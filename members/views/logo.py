"""A logo that nobody has accepted, for those who may see it: its sender, and staff."""

from django.http import Http404, HttpResponse

from images.containers import kind

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def logo_response(stored: bytes | memoryview | None) -> HttpResponse:
    data = bytes(stored or b"")
    content_type = TYPES.get(kind(data[:64]))
    if content_type is None:
        raise Http404
    response = HttpResponse(data, content_type=content_type)
    # Whatever it may be to some browser, it is a picture here and nothing else.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
