"""The Statement: which words stand where today, and all that were ever published."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from openheritage.locales import locale_ids, open_locales
from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.pages import restricted
from openheritage.paths import path_in
from renditions.machine_json import RECORD, content
from statement.asking import text_with
from statement.models import StatementPage, StatementText, marked
from translations.status import levels

from . import schemas
from .errors import ProblemError

router = Router(tags=["statement"])


@router.get(
    "/statement/",
    response=schemas.Statement,
    url_name="api_statement",
    operation_id="statement",
    summary="Versions, languages and digests of the Statement",
)
def statement(request: HttpRequest) -> dict:
    """In all languages at once, since a digest has one language."""
    by_language: dict[int, list[StatementText]] = {}
    for text in texts():
        by_language.setdefault(text.locale_id, []).append(text)
    for each in by_language.values():
        marked(each)
    return {"languages": shown(by_language), "versions": versions(by_language)}


def texts() -> QuerySet[StatementText]:
    """Those of open languages, the newest first, without their words. Of a page that is
    not open to everyone none is listed."""
    key = StatementPage.objects.key()
    private = StatementPage.objects.filter(restricted(), translation_key__in=key)
    found = StatementText.objects.filter(
        version__translation_key__in=key, locale_id__in=open_locales().values()
    )
    found = found.exclude(locale_id__in=private.values("locale_id"))
    return found.select_related("version").defer("text")


def shown(by_language: dict[int, list[StatementText]]) -> list[dict]:
    paths = StatementPage.objects.paths()
    newest = {pk: by_language[pk][0] for pk in paths if pk in by_language}
    if not newest:
        return []
    pairs = {pk: (text.version.translation_key, pk) for pk, text in newest.items()}
    said = levels(pairs.values())
    last = max(text.version.number for each in by_language.values() for text in each)
    return [
        {
            "language": bcp47(text.language),
            "status": RECORD if text.is_record else said[pairs[pk]].value,
            "version": text.version.number,
            "is_behind": text.version.number < last,
            "sha256": text.sha256,
            "published": text.published_at,
            "url": absolute(path_in(text.language, paths[pk])),
            "text": address_of(text),
        }
        for pk in in_order(newest)
        for text in [newest[pk]]
    ]


def versions(by_language: dict[int, list[StatementText]]) -> list[dict]:
    found: dict[int, dict] = {}
    for pk in in_order(by_language):
        for text in by_language[pk]:
            version = text.version
            entry = found.setdefault(
                version.number,
                {
                    "number": version.number,
                    "published": version.published_at,
                    "texts": [],
                },
            )
            entry["texts"].append(kept(text))
    return [found[number] for number in sorted(found, reverse=True)]


def kept(text: StatementText) -> dict:
    return {
        "language": bcp47(text.language),
        "sha256": text.sha256,
        "published": text.published_at,
        "corrigendum": text.is_corrigendum,
        "text": address_of(text),
        "plain": absolute(text.address),
    }


def in_order(found: dict[int, Any]) -> list[int]:
    """Locale ids, by the names of their languages."""
    return [pk for pk in locale_ids().values() if pk in found]


def address_of(text: StatementText) -> str:
    return absolute(reverse("api_statement_text", args=[text.sha256]))


@router.get(
    "/statement/texts/{digest}/",
    response=schemas.StatementText,
    url_name="api_statement_text",
    operation_id="statementText",
    summary="The words of the Statement that have a digest",
)
def statement_text(request: HttpRequest, digest: str) -> dict:
    """As `statement.json` has them: its blocks, each with its label. In whatever
    language they are; they never change, and what is known of them may."""
    text = text_with(digest)
    if text is None:
        raise ProblemError("not-found")
    return content(text)
