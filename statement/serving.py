"""How each form of a text that is kept is served, of whatever it is made."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from openheritage.keeping import names_nobody
from openheritage.locales import language_of
from openheritage.names import bcp47

from .asking import FOR_EVER, Asked
from .linking import link_header
from .models import StatementText

OPEN_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link",
}


def file_name(text: StatementText, suffix: str) -> str:
    """``statement-fr-v2.txt``: ASCII alone."""
    return f"{text.document}-{text.language}-v{text.version.number}.{suffix}"


def served(
    request: HttpRequest,
    asked: Asked,
    content: str | bytes,
    media_type: str,
    suffix: str,
    *,
    view: str,
    never_changes: bool = True,
) -> HttpResponse:
    """A file, for everyone and every site.

    By its digest it is kept for ever, unless it tells what may change. A CDN is told of
    changes at plain addresses alone, so it keeps no other.
    """
    is_text = isinstance(content, str)
    if isinstance(content, str):
        content = content.encode()
    kind = f"{media_type}; charset=utf-8" if is_text else media_type
    tag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type=kind)
    if known := get_conditional_response(request, tag):
        response = known
    response["ETag"] = tag
    text = asked.text
    response["Content-Language"] = bcp47(language_of(text.locale_id))
    name = file_name(text, suffix)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Link"] = link_header(request.LANGUAGE_CODE, text, asked.by_digest, view)
    for header, value in OPEN_DATA.items():
        response[header] = value
    is_for_ever = asked.by_digest and never_changes
    if is_for_ever and response.status_code in (200, 304):
        response["Cache-Control"] = FOR_EVER
    is_named = is_for_ever or not request.GET
    # In what is no text nobody can look for names.
    if response.status_code == 200 and is_text and is_named:
        names_nobody(response)
    return response
