"""Lists by key: where one page ends the next begins, whatever was added meanwhile.

No number of a page, and no offset: what is published between two questions moves
nothing, and a page far behind costs what the first one does.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from openheritage.furniture import content_language
from openheritage.names import bcp47
from openheritage.open_data import absolute

from .errors import ProblemError

DEFAULT, MOST = 20, 100
# Longer than any that was made here: 255 signs of four bytes, and a key, in base64.
LONGEST = 2000


class InLanguage(Schema):
    language: str = Field(
        "en",
        description="In which language: `fr`, `pt-BR`, `zh-Hans` … It must be open "
        "(`/api/v1/` lists those that are). What has no words in it comes in those of "
        "the original, and says so.",
        examples=["fr"],
    )


class OnePage(InLanguage):
    limit: int = Field(
        DEFAULT, ge=1, le=MOST, description="How many, at most.", examples=[2]
    )
    after: str = Field(
        "",
        max_length=LONGEST,
        description="Where to go on: from `next` of the answer before. What is in it "
        "may change; do not make your own.",
    )


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def words(text: str) -> str:
    """What the database can be asked for."""
    if "\0" in text:
        raise ValueError
    # Half a character is none.
    return text.encode().decode()


@dataclass(frozen=True)
class Order:
    """A list by one or two fields, of which the last tells any two rows apart."""

    # Of the list, so that none takes the cursor of another.
    name: str
    # {field: how its value is read from a cursor}
    fields: Mapping[str, Callable[[str], Any]]
    is_descending: bool = False

    @property
    def by(self) -> list[str]:
        return [f"-{name}" if self.is_descending else name for name in self.fields]

    def page(self, rows: QuerySet, asked: OnePage) -> tuple[list, str]:
        """One query: the rows, and the cursor of the next page, if there is one."""
        rows = rows.order_by(*self.by)
        if asked.after:
            rows = rows.filter(self.behind(self.read(asked.after)))
        found = [*rows[: asked.limit + 1]]
        shown = found[: asked.limit]
        return shown, self.cursor(shown[-1]) if len(found) > len(shown) else ""

    def behind(self, values: list) -> Q:
        """The first field alone bounds it as well, so that an index can be used."""
        than = "lt" if self.is_descending else "gt"
        first, *second = self.fields
        test = Q(**{f"{first}__{than}": values[0]})
        if second:
            same = Q(**{first: values[0], f"{second[0]}__{than}": values[1]})
            test = Q(**{f"{first}__{than}e": values[0]}) & (test | same)
        return test

    def cursor(self, row: Any) -> str:
        values = [
            row[n] if isinstance(row, dict) else getattr(row, n) for n in self.fields
        ]
        known = [
            each.isoformat() if isinstance(each, date) else str(each) for each in values
        ]
        text = json.dumps(
            [self.name, *known], ensure_ascii=False, separators=(",", ":")
        )
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, cursor: str) -> list:
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            name, *known = json.loads(text)
            if name != self.name or len(known) != len(self.fields):
                raise ValueError
            readers = self.fields.values()
            return [read(value) for read, value in zip(readers, known, strict=True)]
        except (
            *(ValueError, TypeError, AttributeError, OverflowError),
            *(binascii.Error, RecursionError),
        ) as error:
            raise ProblemError("wrong-cursor") from error


def listed(
    request: HttpRequest, response: HttpResponse, items: list, cursor: str
) -> dict:
    """The answer, whose next page stands in its body and in the header ``Link``."""
    following = None
    if cursor:
        query = request.GET.copy()
        query["after"] = cursor
        following = absolute(f"{request.path}?{query.urlencode()}")
        response["Link"] = f'<{following}>; rel="next"'
    return {"language": bcp47(content_language()), "items": items, "next": following}


BY_KEY: dict[str, Callable[[str], Any]] = {"translation_key": UUID}
BY_DAY = {"date": date.fromisoformat, **BY_KEY}
