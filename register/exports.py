"""The signatories as open data. docs/open-data.md describes it for its readers.

Everything that needs the reader's language is looked up when an export is made;
its rows are read while it is sent, when no language is active any more.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from openheritage.furniture import speaking
from openheritage.locales import available, locale_ids
from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.spreadsheets import BOM, Lines, safe
from organisations import open_data
from organisations.open_data import Coded
from organisations.regions import by_region
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet, new_reference

from . import chain, counts
from .figures import Figures
from .models import Counting, RegisterEntry

# Raised when fields change, so that what others have kept is asked for again.
FORMAT = 3

# Rows that are read, and sent, at a time.
CHUNK = 500

# In the order of the CSV's columns.
FIELDS = (
    "reference",
    "name",
    "name_latin",
    "kind",
    "sector",
    "country",
    "website",
    "language",
    "signed_on",
    "published_at",
    "source",
    "text__version__number",
    "text__sha256",
    "text__locale_id",
    "is_sample",
    "comment",
)


def register_head(entry: RegisterEntry | None) -> dict | None:
    return {"sequence": entry.sequence, "hash": entry.hash} if entry else None


class Export:
    """Public facts of all published signatures, the oldest publication first."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.coded = Coded(language)
        example = new_reference()
        self.texts = {}
        for code, pk in locale_ids().items():
            with speaking(available(code)):
                self.texts[pk] = absolute(reverse("statement_text"))
        self.url = absolute(reverse("signature", args=[example])).replace(example, "{}")

    def text_url(self, locale_id: int, digest: str) -> str:
        """Where the words that were signed are served for ever."""
        return f"{self.texts[locale_id]}?text={digest}"

    def rows(self) -> Iterator[dict]:
        for facts in public_rows(Signature.objects.newest().reverse()):
            yield self.row(facts)

    def row(self, facts: Mapping[str, Any]) -> dict:
        """Flat, with the names of the CSV's columns; ``facts`` are ``FIELDS``."""
        digest = facts["text__sha256"]
        return {
            "id": facts["reference"],
            "url": self.url.format(facts["reference"]),
            "name": facts["name"],
            "name_latin": facts["name_latin"],
            **self.coded.of(facts),
            "website": facts["website"],
            "language": bcp47(facts["language"]),
            "signed_on": facts["signed_on"].isoformat(),
            "published_on": facts["published_at"].date().isoformat(),
            "source": facts["source"],
            "statement_version": facts["text__version__number"],
            "text_sha256": digest,
            "text_url": self.text_url(facts["text__locale_id"], digest),
            "sample": facts["is_sample"],
            "comment": facts["comment"],
        }

    def csv(self) -> Iterator[str]:
        """RFC 4180, with the mark of UTF-8 that spreadsheets look for."""
        yield CSV_HEAD
        for row in self.rows():
            yield csv_line(row)

    def json(self, head: RegisterEntry | None) -> Iterator[str]:
        yield self.json_head(head)
        comma = JSON_FIRST
        for row in self.rows():
            yield comma + json_line(row)
            comma = JSON_NEXT
        yield JSON_END

    def json_head(self, head: RegisterEntry | None) -> str:
        about = {
            "schema": absolute(reverse("signatories_schema")),
            "language": bcp47(self.language),
            "register_head": register_head(head),
        }
        return json.dumps(about, ensure_ascii=False)[:-1] + ', "signatories": ['


JSON_FIRST, JSON_NEXT, JSON_END = "\n", ",\n", "\n]}\n"


def public_rows(signatures: SignatureQuerySet) -> Iterator[dict]:
    rows = signatures.values_list(*FIELDS)
    for row in rows.iterator(chunk_size=CHUNK):
        yield dict(zip(FIELDS, row, strict=True))


COLUMNS = (
    *("id", "url", "name", "name_latin", *open_data.COLUMNS, "website", "language"),
    *("signed_on", "published_on", "source", "statement_version", "text_sha256"),
    *("text_url", "sample", "comment"),
)


WRITER = csv.writer(Lines())
CSV_HEAD = BOM + WRITER.writerow(COLUMNS)


def csv_line(row: dict) -> str:
    line: str = WRITER.writerow(
        str(cell).lower() if isinstance(cell, bool) else safe(str(cell))
        for cell in row.values()
    )
    return line


def json_line(row: dict) -> str:
    return json.dumps(nested(row), ensure_ascii=False)


def nested(row: dict) -> dict:
    """A row as the JSON has it."""
    entry = open_data.nested(row)
    statement = {
        "version": entry.pop("statement_version"),
        "text_sha256": entry.pop("text_sha256"),
        "text_url": entry.pop("text_url"),
    }
    return entry | {"statement": statement}


def numbers() -> dict:
    """As counted last, with the head of the register. At most three queries."""
    # First the time: numbers may be newer than it says, and never older.
    counting, totals = Counting.objects.first(), counts.totals()
    figures = Figures.of(totals)
    counted_at = counting and counting.counted_at
    return {
        "signatures": figures.signatures,
        "samples": figures.samples,
        "countries": figures.countries,
        "languages": figures.languages,
        "by_kind": totals["kind"],
        "by_region": by_region(totals["country"]),
        "counted_at": counted_at and counted_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "register_head": register_head(chain.head()),
    }


def in_chunks(lines: Iterator[str]) -> Iterator[str]:
    """Fewer, larger pieces: each is compressed and sent by itself."""
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == CHUNK:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)


def register_lines(entries: QuerySet | None = None) -> Iterator[str]:
    """The register as one JSON object a line; facts only where not erased."""
    chosen = RegisterEntry.objects.all() if entries is None else entries
    rows = chosen.values_list(
        *("sequence", "event", "at", "commitment", "previous", "hash"),
        *("disclosed__salt", "disclosed__facts"),
    )
    for entry in rows.iterator(chunk_size=CHUNK):
        sequence, event, at, commitment, previous, digest, salt, facts = entry
        line = {
            "sequence": sequence,
            "event": event,
            "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "commitment": commitment,
            "previous": previous,
            "hash": digest,
        }
        if facts is not None:
            line |= {"salt": salt, "facts": facts}
        yield json.dumps(line, ensure_ascii=False) + "\n"
