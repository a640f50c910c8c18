from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.names import bcp47
from statement.asking import asked_by

from .making import LARGE, PDF, Wanted
from .serving import served


@goes_on_if(lambda request: "text" in request.GET)
@require_safe
def pdf(request: HttpRequest, kind: str = PDF) -> HttpResponse:
    """The Statement on paper, as it is today."""
    if kind == PDF and request.GET.get("size") == "large":
        kind = LARGE
    text = asked_by(request).text
    size = "-large" if kind == LARGE else ""
    name = (
        f"statement-{bcp47(text.language)}-{text.version.number}{size}"
        f"-{text.sha256[:8]}"
    )
    return served(request, Wanted(text, kind), name, text.language)
