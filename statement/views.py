import re

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.keeping import naming_nobody
from openheritage.locales import available, language_of
from openheritage.names import bcp47
from openheritage.pages import restricted

from .differences import steps
from .models import StatementPage, StatementText, marked

DIGEST = re.compile(r"[0-9a-f]{64}")
# What has such an address is never changed: a year, the longest that caches know.
FOR_EVER = "public, max-age=31536000, immutable"


class VersionForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


def texts_in(language: str) -> list[StatementText]:
    """All texts of the Statement in a language, the newest first; of one without
    translation the original's.

    They are found though the page has been withdrawn: what was published may have
    been signed. Of a page that is not open to everyone none is listed.
    """
    key = StatementPage.objects.key()
    kept = StatementText.objects.filter(version__translation_key=key)
    private = StatementPage.objects.filter(restricted(), translation_key=key)
    for code in (language, settings.LANGUAGE_CODE):
        here = {"locale__language_code": code}
        if texts := list(kept.filter(**here).select_related("version")):
            return [] if private.filter(**here).exists() else texts
    return []


def find_text(language: str, number: int | None) -> StatementText | None:
    """What the page of a language shows, or the newest words of one version of it."""
    if number is None:
        page = StatementPage.objects.shown_in(language)
        return StatementText.objects.of(page).first() if page else None
    texts = texts_in(language)
    return next((text for text in texts if text.version.number == number), None)


def find_by_digest(language: str, digest: str) -> StatementText | None:
    """The text that has a digest, in its own language alone, so that its address is
    one; in the original's, while its language is closed: somebody has signed it. Of
    several pages whose words are kept it is whichever has it."""
    digest = digest.lower()
    if not DIGEST.fullmatch(digest):
        return None
    for text in StatementText.objects.filter(sha256=digest):
        if available(language_of(text.locale_id)) == language:
            return text
    return None


# Receipts and copies of the open data lead to it.
@goes_on_if(lambda request: "text" in request.GET)
@require_safe
@naming_nobody
def text(request: HttpRequest) -> HttpResponse:
    """The canonical text as published, byte for byte what its SHA-256 is of.

    ``?text=`` asks for the one with a digest, ``?version=2`` for the newest of a
    version; without them comes what the page shows, which in a language without
    translation is the original.
    """
    form = VersionForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["version"]
    by_digest = "text" in request.GET
    if by_digest:
        found = find_by_digest(request.LANGUAGE_CODE, request.GET["text"])
        if found and number and found.version.number != number:
            raise Http404
    else:
        found = find_text(request.LANGUAGE_CODE, number)
    if found is None:
        raise Http404
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = bcp47(language_of(found.locale_id))
    response["X-Checksum-Sha256"] = found.sha256
    if by_digest:
        response["Cache-Control"] = FOR_EVER
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
