from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openheritage.names import bcp47

from .models import StatementPage, StatementText


class VersionForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


def find_text(texts: QuerySet, data: dict) -> StatementText | None:
    form = VersionForm(data)
    if not form.is_valid():
        return None
    if number := form.cleaned_data["version"]:
        texts = texts.filter(version__number=number)
    return texts.first()


@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The canonical text as published, byte for byte what its SHA-256 is of.

    ``?version=2`` asks for a version; without it comes what the page shows,
    which in a language without translation is the original.
    """
    page = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
    found = page and find_text(StatementText.objects.of(page), request.GET)
    if not found:
        raise Http404
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = bcp47(page.language)
    response["X-Checksum-Sha256"] = found.sha256
    return response
