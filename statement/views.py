from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openheritage.locales import language_of
from openheritage.names import bcp47

from .models import StatementPage, StatementText


class VersionForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


def find_text(language: str, number: int | None) -> StatementText | None:
    """What the page of a language shows, or the words of one version of it.

    A version is found though the page has been withdrawn: what was published may
    have been signed. In a language without translation it is the original's.
    """
    if number is None:
        page = StatementPage.objects.shown_in(language)
        return StatementText.objects.of(page).first() if page else None
    kept = StatementText.objects.filter(
        version__translation_key=StatementPage.objects.key()
    )
    for code in (language, settings.LANGUAGE_CODE):
        texts = kept.filter(locale__language_code=code)
        if texts.exists():
            return texts.filter(version__number=number).first()
    return None


@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The canonical text as published, byte for byte what its SHA-256 is of.

    ``?version=2`` asks for a version; without it comes what the page shows,
    which in a language without translation is the original.
    """
    form = VersionForm(request.GET)
    if not form.is_valid():
        raise Http404
    found = find_text(request.LANGUAGE_CODE, form.cleaned_data["version"])
    if found is None:
        raise Http404
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = bcp47(language_of(found.locale_id))
    response["X-Checksum-Sha256"] = found.sha256
    return response
