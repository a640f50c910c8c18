"""The Statement for programs; ``statement.schema.json`` says what is in it.

Its blocks give the canonical text back, byte for byte. It names no person.
"""

import json
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from openheritage.furniture import speaking
from openheritage.locales import language_of
from openheritage.names import bcp47, direction
from openheritage.pages import path_in
from statement.linking import LICENCE
from statement.models import StatementPage, StatementText
from translations.status import level_of_text

from .kinds import KINDS
from .naming import absolute, corrigendum_of, followed_by, remembered
from .parts import TITLE, Part, parts_of

RECORD = "record"


def made(text: StatementText) -> bytes:
    data = json.dumps(content(text), ensure_ascii=False, indent=1)
    return data.encode() + b"\n"


def content(text: StatementText) -> dict:
    parts = parts_of(text)
    paths = paths_of(text)
    page = paths.get(text.locale_id)
    titles = [part.title for part in parts if part.kind == TITLE]
    return {
        "$schema": absolute(reverse("statement_schema")),
        "title": titles[0] if titles else None,
        "language": bcp47(text.language),
        "direction": direction(text.language),
        "version": {
            "number": text.version.number,
            "newest": text.newest_number,
            "is_behind": text.is_behind,
            "published": moment(text.version.published_at),
        },
        "published": moment(text.published_at),
        "corrigendum": corrigendum(text),
        "status": status(text),
        "translation_of": None if text.is_record else followed(text),
        "sha256": text.sha256,
        "text": absolute(text.address),
        "page": page and absolute(path_in(text.language, page)),
        "licence": {"name": "CC BY 4.0", "url": LICENCE},
        "blocks": [block(part) for part in parts],
        "forms": [
            {"media_type": kind.media_type, "url": absolute(kind.path_of(text))}
            for kind in KINDS
        ],
        "languages": [
            in_language(language_of(locale_id), path)
            for locale_id, path in sorted(paths.items())
        ],
    }


@remembered
def paths_of(text: StatementText) -> dict[int, str]:
    """Where the Statement is read today, by Locale id; the same for each text."""
    return StatementPage.objects.paths()


def block(part: Part) -> dict:
    return {
        "kind": part.kind,
        "label": part.label or None,
        "id": part.anchor or None,
        "title": part.title,
        "paragraphs": part.paragraphs,
    }


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def corrigendum(text: StatementText) -> dict | None:
    number = corrigendum_of(text)
    return {"number": number, "note": text.note} if number else None


@remembered
def status(text: StatementText) -> str | None:
    """``None`` for words that readers are shown no more."""
    if not text.is_record:
        level = level_of_text(text)
        return level.value if level else None
    page = StatementPage.objects.shown_in(settings.LANGUAGE_CODE)
    shown = StatementText.objects.shown_on(page) if page else None
    return RECORD if shown and shown.pk == text.pk else None


def followed(text: StatementText) -> dict | None:
    record = followed_by(text)
    if record is None:
        return None
    return {
        "language": bcp47(record.language),
        "version": record.version.number,
        "sha256": record.sha256,
        "text": absolute(record.address),
    }


def in_language(language: str, path: str) -> dict:
    with speaking(language):
        data = reverse("statement_json")
    return {
        "language": bcp47(language),
        "page": absolute(path_in(language, path)),
        "data": absolute(data),
    }
