"""A logo that nobody has accepted, for those who may see it: its sender, and staff."""

from django.http import Http404, HttpResponse

from images.containers import kind
from images.reading import look

from ..logos import BOXES

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def drawn(stored: bytes | memoryview | None) -> dict[str, int] | None:
    """In which size it is shown, in CSS pixels."""
    if not stored:
        return None
    width, height = look(bytes(stored)).size
    wide, high = BOXES["large"]
    scale = min(wide / width, high / height, 1)
    return {
        "width": max(1, round(width * scale)),
        "height": max(1, round(height * scale)),
    }


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
