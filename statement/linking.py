"""Links of the Statement for programs: the header ``Link`` (RFC 8288)."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from openheritage import slots
from openheritage.pages import SitePage
from openheritage.slots import Slot

# Of our texts, as the foot of every page says.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def link_header(
    language: str, text: Model, by_digest: bool = False, view: str = ""
) -> str:
    """Paths, since whoever reads it knows the host."""
    links = [f'<{LICENCE}>; rel="license"']
    for some in slots.answers(Slot.STATEMENT_LINKS, language, text, by_digest, view):
        links += some
    return ", ".join(links)


class LinkedPage(SitePage):
    """A page that shows a text, and tells programs of its other forms."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        text = getattr(response, "context_data", {}).get("text")
        if text:
            response["Link"] = link_header(request.LANGUAGE_CODE, text)
        return response
