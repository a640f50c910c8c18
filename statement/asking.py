"""Which text of the Statement, or of another ``document`` that is kept, somebody asks
for: by its digest, by the number of its version, or by nothing but the language, which
is what readers are shown today."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from wagtail.models import get_page_models

from openheritage.closed import NotHereError
from openheritage.locales import available, language_of, locale_ids
from openheritage.pages import restricted

from .models import KeptPage, StatementText

DIGEST = re.compile(r"[0-9a-f]{64}")
# What has such an address is never changed: a year, the longest that caches know.
FOR_EVER = "public, max-age=31536000, immutable"


class VersionForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


STATEMENT = KeptPage.document


@cache
def page_type(document: str) -> Any:
    """The kind of page that has the words of a ``document``."""
    kinds = [kind for kind in get_page_models() if issubclass(kind, KeptPage)]
    return next(kind for kind in kinds if kind.document == document)


def texts_in(language: str, document: str = STATEMENT) -> list[StatementText]:
    """All texts of a page in a language, the newest first; of one without
    translation the original's.

    They are found though the page has been withdrawn: what was published may have
    been signed. Of a page that is not open to everyone none is listed.
    """
    pages = page_type(document).objects
    key = pages.key()
    kept = StatementText.objects.filter(version__translation_key=key)
    private = pages.filter(restricted(), translation_key=key)
    for code in (language, settings.LANGUAGE_CODE):
        here = {"locale__language_code": code}
        if texts := list(kept.filter(**here).select_related("version")):
            return [] if private.filter(**here).exists() else texts
    return []


def find_shown(language: str, document: str = STATEMENT) -> StatementText | None:
    """What the page of a language shows, which without a translation is the original's.

    Not of a translation that has been withdrawn: whoever asks for its words would be
    given others.
    """
    page = page_type(document).objects.shown_in(language)
    if page is None:
        return None
    asked = StatementText.objects.filter(
        version__translation_key=page.translation_key,
        locale=locale_ids().get(language),
    )
    if page.language != language and asked.exists():
        return None
    text = StatementText.objects.shown_on(page)
    if text:
        text.page = page
    return text


def find_text(
    language: str, number: int | None, document: str = STATEMENT
) -> StatementText | None:
    """What the page of a language shows, or the newest words of one version of it."""
    if number is None:
        return find_shown(language, document)
    texts = texts_in(language, document)
    return next((text for text in texts if text.version.number == number), None)


def find_by_digest(
    language: str, digest: str, document: str = STATEMENT
) -> StatementText | None:
    """The text that has a digest, in its own language alone, so that its address is
    one; in the original's, while its language is closed: somebody has signed it. Of
    several pages of a kind it is whichever has it."""
    for text in with_digest(digest, document):
        if available(language_of(text.locale_id)) == language:
            return text
    return None


def text_with(digest: str, document: str = STATEMENT) -> StatementText | None:
    """The same for whoever does not say in which language it is."""
    return next(iter(with_digest(digest, document)), None)


def with_digest(digest: str, document: str) -> Iterable[StatementText]:
    """The newest first, should several have the same words."""
    digest = digest.lower()
    if not DIGEST.fullmatch(digest):
        return []
    texts = StatementText.objects.filter(sha256=digest, document=document)
    return texts.select_related("version")


@dataclass(frozen=True)
class Asked:
    text: StatementText
    # Whether the address names the words themselves, and so never shows others.
    by_digest: bool


def asked_by(request: HttpRequest, document: str = STATEMENT) -> Asked:
    """``?text=`` asks for the text with a digest, ``?version=2`` for the newest of a
    version. Raises ``Http404``."""
    form = VersionForm(request.GET)
    if not form.is_valid():
        raise Http404
    language, number = request.LANGUAGE_CODE, form.cleaned_data["version"]
    by_digest = "text" in request.GET
    if by_digest:
        found = find_by_digest(language, request.GET["text"], document)
        if found and number and found.version.number != number:
            raise Http404
    else:
        found = find_text(language, number, document)
    if found is None:
        raise NotHereError
    return Asked(found, by_digest)
