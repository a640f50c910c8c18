from typing import Any

from django.http import HttpResponse
from wagtail.images.views.serve import ServeView


class RenditionView(ServeView):
    """Makes a rendition when a browser first asks for it.

    Its address is signed, so nobody makes us draw other sizes, and holds the
    file's name, which a new file changes: it may be kept for a year.
    """

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(*args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


rendition = RenditionView.as_view()
