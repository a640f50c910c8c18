"""The members as open data. docs/open-data.md describes it for its readers."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.pages import path_in
from openheritage.spreadsheets import BOM, Lines, safe
from openheritage.territories import is_country
from organisations import open_data
from organisations.open_data import Coded

from .filters import FORMER
from .models import MemberPage
from .models.profile import Status

# In the order of the CSV's columns.
COLUMNS = (
    *("id", "url", "name", "name_latin", "status", *open_data.COLUMNS, "website"),
    *("ror", "wikidata", "links", "joined_on", "left_on", "sentence"),
)
ORGANISATION = ("name", "name_latin", "kind", "sector", "country", "website", "ror")
FIELDS = (
    *("translation_key", "url_path", "locale_id", "status", "joined_on", "left_on"),
    *("sentence", "links", *(f"organisation__{name}" for name in ORGANISATION)),
    "organisation__wikidata",
)


def as_text(day: date | None) -> str:
    return day.isoformat() if day else ""


class Rows:
    """What a member is in open data, in the words of a language."""

    def __init__(self, language: str, locale_id: int) -> None:
        self.language, self.locale_id = language, locale_id
        self.coded = Coded(language)
        self.today = timezone.localdate()

    def row(self, facts: Mapping[str, Any]) -> dict:
        """Flat, with the names of the CSV's columns; ``facts`` are ``FIELDS``."""
        own = {
            name.removeprefix("organisation__"): value
            for name, value in facts.items()
            if name.startswith("organisation__")
        }
        if own["country"] not in self.coded.countries:
            own["country"] = ""
        left = facts["left_on"]
        has_left = left is not None and left <= self.today
        # The original's words are no words in this language.
        is_own = facts["locale_id"] == self.locale_id
        return {
            "id": str(facts["translation_key"]),
            "url": absolute(path_in(self.language, facts["url_path"])),
            "name": own["name"],
            "name_latin": own["name_latin"],
            "status": FORMER if has_left else facts["status"],
            **self.coded.of(own),
            "website": own["website"],
            "ror": own["ror"],
            "wikidata": own["wikidata"],
            "links": facts["links"],
            "joined_on": as_text(facts["joined_on"]),
            # A day to come is nobody's business yet.
            "left_on": as_text(left) if has_left else "",
            "sentence": facts["sentence"] if is_own else "",
        }


class Export(Rows):
    """Public facts of all members, observers and former members, by name."""

    def __init__(self, language: str, locale_id: int) -> None:
        super().__init__(language, locale_id)
        self.rows = [*self.read()]

    def read(self) -> Iterator[dict]:
        pages = MemberPage.objects.readable_in(self.language)
        order = ("organisation__sort_name", "organisation__name", "pk")
        for row in pages.order_by(*order).values_list(*FIELDS).iterator():
            yield self.row(dict(zip(FIELDS, row, strict=True)))

    def numbers(self) -> dict[str, int]:
        """As the list tells them."""
        by_status = dict.fromkeys([*Status.values, FORMER], 0)
        for row in self.rows:
            by_status[row["status"]] += 1
        members = (row for row in self.rows if row["status"] == Status.MEMBER)
        return {
            "members": by_status[Status.MEMBER],
            "observers": by_status[Status.OBSERVER],
            "former_members": by_status[FORMER],
            "countries": len(
                {*filter(is_country, (row["country"] for row in members))}
            ),
        }

    def csv(self) -> str:
        """RFC 4180, with the mark of UTF-8 that spreadsheets look for."""
        writer = csv.writer(Lines())
        lines = [BOM + writer.writerow(COLUMNS)]
        for row in self.rows:
            cells = row | {"links": " ".join(row["links"])}
            lines.append(
                writer.writerow([cell and safe(cell) for cell in cells.values()])
            )
        return "".join(lines)

    def json(self) -> str:
        about = {
            "schema": absolute(reverse("members_schema")),
            "language": bcp47(self.language),
            "numbers": self.numbers(),
        }
        head = json.dumps(about, ensure_ascii=False)[:-1]
        entries = ",\n".join(
            json.dumps(nested(row), ensure_ascii=False) for row in self.rows
        )
        return f'{head}, "members": [\n{entries}\n]}}\n'


def nested(row: dict) -> dict:
    """A row as the JSON has it: ``null`` where nothing is known of a code or a day."""
    days = {name: row[name] or None for name in ("joined_on", "left_on")}
    return open_data.nested(row) | days
