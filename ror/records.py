"""What is taken of a record of the registry: its schema 2."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from openheritage.addresses import domain_of_website
from openheritage.matching import kept_words, name_key, sort_key
from openheritage.names import our_names
from openheritage.text import one_line
from openheritage.websites import normal

from .models import ADDRESS, Entry

NUMBER = re.compile(r"https://ror\.org/(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})")
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,18}")
LONGEST, LONGEST_WEBSITE = 255, 200


class RecordError(ValueError):
    """It is none; the text says why."""


def listed(record: dict[str, Any], field: str) -> list[dict[str, Any]]:
    rows = record.get(field) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RecordError(f"“{field}” is no list of objects")
    return rows


def text_of(value: object) -> str:
    try:
        return one_line(value)[:LONGEST].strip() if isinstance(value, str) else ""
    except ValueError as error:
        raise RecordError("it holds signs that nobody can read") from error


def all_of(value: object, field: str) -> list[object]:
    if not isinstance(value or [], list):
        raise RecordError(f"“{field}” is no list")
    return value if isinstance(value, list) else []


def number_of(address: object) -> str:
    """``02g0cdm62``; empty for what is no address of the registry."""
    found = NUMBER.fullmatch(address) if isinstance(address, str) else None
    return found[1] if found else ""


def names_of(record: dict[str, Any]) -> Iterator[tuple[str, str, set[str]]]:
    """The name, its language and what it is to the organisation."""
    for row in listed(record, "names"):
        types = all_of(row.get("types"), "types")
        if name := text_of(row.get("value")):
            yield name, text_of(row.get("lang")), {*map(str, types)}


def website_of(record: dict[str, Any]) -> str:
    for row in listed(record, "links"):
        if row.get("type") == "website" and isinstance(row.get("value"), str):
            try:
                website = normal(one_line(row["value"]))
            except ValueError:
                continue
            if len(website) <= LONGEST_WEBSITE:
                return website
    return ""


def wikidata_of(record: dict[str, Any]) -> str:
    for row in listed(record, "external_ids"):
        if row.get("type") == "wikidata":
            for each in [row.get("preferred"), *all_of(row.get("all"), "all")]:
                if isinstance(each, str) and WIKIDATA.fullmatch(each):
                    return each
    return ""


def place_of(record: dict[str, Any]) -> tuple[str, str]:
    """The country, if we know it, and the town; of the first place that it has."""
    for row in listed(record, "locations"):
        details = row.get("geonames_details")
        if isinstance(details, dict):
            country = text_of(details.get("country_code")).upper()
            known = country if country in our_names("en") else ""
            return known, text_of(details.get("name"))
    return "", ""


def successor_of(record: dict[str, Any]) -> str:
    rows = listed(record, "relationships")
    found = (number_of(row.get("id")) for row in rows if row.get("type") == "successor")
    return next(filter(None, found), "")


def entry_of(record: object) -> Entry:
    """Raises ``RecordError``."""
    if not isinstance(record, dict):
        raise RecordError("no object")
    number = number_of(record.get("id"))
    if not number:
        raise RecordError(f"“id” is no address such as {ADDRESS}02g0cdm62")
    if "names" not in record and "name" in record:
        raise RecordError("this is schema 1 of the registry; schema 2 is read")
    status = record.get("status")
    if not isinstance(status, str) or status not in Entry.Status.values:
        raise RecordError("“status” is unknown")
    names = [*names_of(record)]
    shown = [name for name, _language, types in names if "ror_display" in types]
    name = next(iter(shown or [name for name, *_more in names]), "")
    if not name:
        raise RecordError("it has no name")
    website = website_of(record)
    country, place = place_of(record)
    keys = dict.fromkeys(name_key(each) for each, *_more in names)
    return Entry(
        id=number,
        name=name,
        labels=[
            [each, language]
            for each, language, types in names
            if types & {"label", "ror_display"}
        ],
        country=country,
        place=place,
        website=website,
        domain=domain_of_website(website)[:LONGEST],
        wikidata=wikidata_of(record),
        status=status,
        successor=successor_of(record),
        words=f"{kept_words(*(each for each, *_more in names))} ",
        keys="".join(f" {key}" for key in keys if key) + " ",
        sort_name=sort_key(name)[:LONGEST],
        digest=hashlib.sha256(
            json.dumps(record, sort_keys=True).encode(errors="replace")
        ).hexdigest(),
    )
