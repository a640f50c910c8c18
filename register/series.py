"""What the files of the public lists are made of: rows in an order, and how each is
written in every form and language."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from openheritage.furniture import furniture_language, speaking
from openheritage.locales import open_locales
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

from . import exports
from .models import RegisterEntry, RegisterFacts

# Rows of a part: read and written within a few seconds, between which the worker does
# what else is due.
ROWS = 2000

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


class Form(NamedTuple):
    """What stands before, between and after the rows of a file."""

    head: Callable[[RegisterEntry | None], str]
    first: str = ""
    between: str = ""
    end: str = ""


class Series:
    name: str
    forms: dict[str, Form]

    def frame(self) -> str:
        """Digest of all that rows are written with; another one, and all is made
        anew."""
        raise NotImplementedError

    def end(self, first: int, before: int | None) -> int | None:
        """Where a part ends that begins at ``first``; none where rows may be added."""
        raise NotImplementedError

    def count(self, first: int, end: int | None) -> int:
        raise NotImplementedError

    def kept(self, first: int, end: int | None, head: RegisterEntry) -> int:
        """Another number once something has gone of which no new entry tells."""
        return 0

    def lines(self, first: int, end: int | None) -> Iterator[dict[str, str]]:
        """Of each row: ``{form: line}``."""
        raise NotImplementedError


def digest(*parts: object) -> str:
    words = json.dumps([settings.WAGTAILADMIN_BASE_URL, exports.FORMAT, *parts])
    return hashlib.sha256(words.encode()).hexdigest()


class Signatories(Series):
    """In the order of publication; its keys are microseconds."""

    name = "signatories"

    def __init__(self) -> None:
        self.exports: dict[str, exports.Export] = {}
        for code in sorted(open_locales()):
            with speaking(code):
                self.exports[code] = exports.Export(furniture_language())
        self.forms = {}
        for code, export in self.exports.items():
            self.forms[f"csv {code}"] = Form(lambda _head: exports.CSV_HEAD)
            self.forms[f"json {code}"] = Form(
                export.json_head,
                first=exports.JSON_FIRST,
                between=exports.JSON_NEXT,
                end=exports.JSON_END,
            )

    def frame(self) -> str:
        written = {}
        for code, export in self.exports.items():
            texts = {str(pk): url for pk, url in export.texts.items()}
            written[code] = [export.url, texts, export.coded.__dict__]
        return digest(written)

    @staticmethod
    def key(at: datetime) -> int:
        return (at - EPOCH) // MOMENT

    @staticmethod
    def between(first: int, end: int | None) -> SignatureQuerySet:
        rows: SignatureQuerySet = Signature.objects.newest().reverse()
        rows = rows.filter(published_at__gte=EPOCH + first * MOMENT)
        return (
            rows if end is None else rows.filter(published_at__lt=EPOCH + end * MOMENT)
        )

    def end(self, first: int, before: int | None) -> int | None:
        times = self.between(first, before).values_list("published_at", flat=True)
        # Those of one moment lie in one part.
        last = times[ROWS - 1 : ROWS].first()
        return before if last is None else self.key(last) + 1

    def count(self, first: int, end: int | None) -> int:
        return self.between(first, end).order_by().count()

    def lines(self, first: int, end: int | None) -> Iterator[dict[str, str]]:
        for facts in exports.public_rows(self.between(first, end)):
            written = {}
            for code, export in self.exports.items():
                row = export.row(facts)
                written[f"csv {code}"] = exports.csv_line(row)
                written[f"json {code}"] = exports.json_line(row)
            yield written


class Register(Series):
    """In its own order; its keys are the numbers of entries."""

    name = "register"

    def __init__(self) -> None:
        self.forms = {"jsonl": Form(lambda _head: "")}

    def frame(self) -> str:
        return digest()

    @staticmethod
    def between(first: int, end: int | None) -> QuerySet[RegisterEntry]:
        rows = RegisterEntry.objects.filter(sequence__gte=first)
        return rows if end is None else rows.filter(sequence__lt=end)

    def end(self, first: int, before: int | None) -> int | None:
        there_is_more = RegisterEntry.objects.filter(sequence__gte=first + ROWS)
        end = first + ROWS if there_is_more.exists() else None
        return min(end, before) if end and before else end or before

    def count(self, first: int, end: int | None) -> int:
        """Of lines, and of facts that have not been erased."""
        facts = RegisterFacts.objects.filter(entry_id__gte=first)
        if end is not None:
            facts = facts.filter(entry_id__lt=end)
        return self.between(first, end).count() + facts.count()

    def kept(self, first: int, end: int | None, head: RegisterEntry) -> int:
        """Of facts: those behind the head are new, and no sign that none has gone."""
        facts = RegisterFacts.objects.filter(entry_id__gte=first)
        facts = facts.filter(entry_id__lte=head.sequence)
        return facts.count() if end is None else facts.filter(entry_id__lt=end).count()

    def lines(self, first: int, end: int | None) -> Iterator[dict[str, str]]:
        for line in exports.register_lines(self.between(first, end)):
            yield {"jsonl": line}


def all_series() -> list[Series]:
    return [Signatories(), Register()]
