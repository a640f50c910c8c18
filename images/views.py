from typing import Any

from django.http import HttpResponse
from wagtail.images.models import SourceImageIOError
from wagtail.images.views.serve import ServeView
from willow.image import UnrecognisedImageFormatError

from openheritage import storage

from .models import Rendition

# Seconds after which a browser may ask again for what could not be read just now.
SOON = 10


def not_now() -> HttpResponse:
    response = HttpResponse(status=503)
    response["Retry-After"] = str(SOON)
    return response


class RenditionView(ServeView):
    """Makes a rendition when a browser first asks for it.

    Its address is signed, so nobody makes us draw other sizes, and holds the
    file's name, which a new file changes: it may be kept for a year.
    """

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(*args, **kwargs)
        if response.status_code == 410 and storage.is_away():
            # It was not found because nobody could look.
            response = not_now()
        if response.status_code == 200:
            response["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response["Cache-Control"] = "no-store"
        return response

    def serve(self, rendition: Rendition) -> HttpResponse:
        """A rendition whose file was lost or half written is drawn once more."""
        try:
            return super().serve(rendition)
        except (OSError, UnrecognisedImageFormatError) as error:
            if storage.was_away(error):
                return not_now()
            image, spec = rendition.image, rendition.filter_spec
            rendition.delete()
        try:
            return super().serve(image.get_rendition(spec))
        except SourceImageIOError:
            return HttpResponse(status=410)


rendition = RenditionView.as_view()
