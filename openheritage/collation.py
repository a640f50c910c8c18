"""Makes the orders that ``ordering.py`` reads, on PostgreSQL, which has ICU."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from . import ordering, territories
from .names import language_name_in

# Unified Ideographs of Unicode 1, which is what names are written with.
IDEOGRAPHS = "".join(map(chr, range(0x4E00, 0xA000)))
PER_LINE = 64


def can_collate() -> bool:
    return connection.vendor == "postgresql"


def collated(names: Sequence[str], language: str) -> list[str]:
    collation = connection.ops.quote_name(f"{language.split('-')[0]}-x-icu")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name "  # noqa: S608 - quoted
            f'ORDER BY name COLLATE {collation}, name COLLATE "C"',
            [list(names)],
        )
        return [name for (name,) in cursor.fetchall()]


def orders() -> dict[str, dict[str, list[str]]]:
    codes = [code for code, _name in settings.LANGUAGES]
    return {
        language: {
            ordering.TERRITORIES: collated(sorted(named.values()), language),
            ordering.LANGUAGES: collated(
                [language_name_in(code, language) for code in codes], language
            ),
        }
        for language, named in territories.table().items()
    }


def pinyin() -> list[str]:
    return collated(list(IDEOGRAPHS), "zh-hans")


def write() -> None:
    text = json.dumps(orders(), ensure_ascii=False, indent=0)
    ordering.ORDER.write_text(f"{text}\n", encoding="utf-8")
    characters = "".join(pinyin())
    lines = [
        characters[at : at + PER_LINE] for at in range(0, len(characters), PER_LINE)
    ]
    ordering.PINYIN.write_text("\n".join([*lines, ""]), encoding="utf-8")
