from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.keeping import naming_nobody
from openheritage.locales import language_of

from .asking import asked_by, texts_in
from .differences import steps
from .models import marked
from .serving import served


# Receipts and copies of the open data lead to it.
@goes_on_if(lambda request: "text" in request.GET)
@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The canonical text as published, byte for byte what its SHA-256 is of.

    Without a digest or a version comes what the page shows, which in a language without
    translation is the original.
    """
    asked = asked_by(request)
    response = served(
        request, asked, asked.text.text, "text/plain", "txt", view="statement_text"
    )
    response["X-Checksum-Sha256"] = asked.text.sha256
    return response


@require_safe
@naming_nobody
def changes(request: HttpRequest) -> HttpResponse:
    """All versions and corrigenda, and what each changed in the text before it."""
    texts = marked(texts_in(request.LANGUAGE_CODE))
    if not texts:
        raise Http404
    differences = steps([text.text for text in reversed(texts)])
    context = {
        "language": language_of(texts[0].locale_id),
        "record": settings.LANGUAGE_CODE,
        "entries": list(zip(texts, reversed(differences), strict=True)),
    }
    return render(request, "statement/changes.html", context)
