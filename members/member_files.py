"""Files of members: read as people save them, and written so that they can be read.

Whatever is wrong is said by line, all of it at once.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from openheritage import territories
from openheritage.fields import Line, Website
from openheritage.matching import name_key
from openheritage.spreadsheets import HIDDEN_FORMULA, SIGNS
from organisations.models import Kind, Sector

from .links import MOST_LINKS
from .models.profile import Status

Said = TypeVar("Said")

# As ``export_members`` writes them.
COLUMNS = (
    *("id", "name", "name_latin", "kind", "sector", "country", "website", "ror"),
    *("wikidata", "status", "joined_on", "left_on", "links", "sentence"),
)
# What our open data says beside, and where a fact was found.
IGNORED = {
    *("url", "kind_name", "sector_name", "country_name", "region", "region_name"),
    "source",
}
DELIMITERS = ",;\t|"
NEW = "new"
FORMER = "former"
NAME, SENTENCE = 255, 200

INSTITUTIONS = {"library", "archive", "museum", "gallery", "research"}
# Typed for a code of ISO 3166-1, and none.
MEANT = {"UK": "GB", "EL": "GR"}
# What ``spreadsheets.safe`` puts before what a spreadsheet would calculate.
GUARD = re.compile(rf"^([\s\"]*)'(?=[{SIGNS}])")
HIDDEN_GUARD = re.compile(r"(;[\s\"]*)'")
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,17}")


class FileError(ValueError):
    """The file as a whole cannot be read."""


@dataclass
class Row:
    line: int
    # What it says, by column; an empty cell says nothing.
    facts: dict[str, str] = field(default_factory=dict)
    id: str = ""
    errors: list[str] = field(default_factory=list)
    # {column: (what it says, why not)}: an error, unless just that stands there.
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.facts.get("name", "")

    @property
    def country(self) -> str:
        return self.facts.get("country", "")


@dataclass
class Read:
    rows: list[Row]
    unknown: list[str]


def compatible(one: str, other: str) -> bool:
    """Two countries, of which one may not be known."""
    return not one or not other or one == other


# Bytes -----------------------------------------------------------------------


def text_of(content: bytes, encoding: str = "") -> str:
    """UTF-8, or what the mark at the beginning says, unless another is named."""
    if not encoding:
        marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        encoding = "utf-16" if marked else "utf-8-sig"
    if b"\0" in content and "16" not in encoding and "32" not in encoding:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise FileError(
            f"Line {line}: there are characters that no text has. It may be UTF-16: "
            "--encoding utf-16-le."
        )
    try:
        text = content.decode(encoding)
    except LookupError:
        raise FileError(f"No encoding is called {encoding!r}.") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileError(
            f"Line {line}: this is not {encoding.removesuffix('-sig').upper()}. Save "
            "the file as UTF-8, or name its encoding, such as --encoding cp1252."
        ) from None
    return text.removeprefix("\ufeff")


def delimiter_of(head: str) -> str:
    """The one that parts most names of columns that we know."""

    def known(delimiter: str) -> int:
        cells = next(csv.reader([head], delimiter=delimiter), [])
        return len({column(cell) for cell in cells} & {*COLUMNS, *IGNORED})

    return max(DELIMITERS, key=known)


def column(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())


def bare(cell: str) -> str:
    """Without what was put before it for spreadsheets."""
    cell = GUARD.sub(r"\1", cell.strip())
    shown = HIDDEN_GUARD.sub(r"\1", cell)
    # Only where it had been put: an apostrophe may be somebody's own.
    return shown if HIDDEN_FORMULA.sub(r"\1'", shown) == cell else cell


def read(content: bytes, encoding: str = "") -> Read:
    text = text_of(content, encoding)
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter_of(first), strict=True
    )
    rows: list[Row] = []
    names: list[str] = []
    at = 1
    try:
        for cells in reader:
            line, at = at, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [column(cell) for cell in cells]
                check_names(names)
                continue
            rows.append(row_of(line, names, cells))
    except csv.Error as error:
        raise FileError(f"Line {reader.line_num}: {error}.") from None
    if not names:
        raise FileError("The file is empty.")
    mark_repeated(rows)
    unknown = [name for name in names if name and name not in {*COLUMNS, *IGNORED}]
    return Read(rows, unknown)


def check_names(names: list[str]) -> None:
    if "name" not in names:
        raise FileError(
            "The first line has to name the columns, and one of them is “name”. We "
            f"know: {', '.join(COLUMNS)}."
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise FileError(f"Two columns are called {', '.join(sorted(twice))}.")


# Cells -----------------------------------------------------------------------


def in_words(error: ValidationError) -> str:
    return " ".join(str(message) for message in error.messages)


def line_of(limit: int) -> Callable[[str], str]:
    return Line(max_length=limit, required=False).clean


def website(cell: str) -> str:
    return Website(required=False).clean(cell)


def day(cell: str) -> str:
    try:
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        raise ValidationError("Write a day as 2026-11-27.") from None


def wikidata(cell: str) -> str:
    number = cell.rpartition("/")[2].upper()
    if not WIKIDATA.fullmatch(number):
        raise ValidationError("Write the number of the item, such as Q180.")
    return number


def ror(cell: str) -> str:
    found = website(cell)
    if not re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}", found):
        raise ValidationError("Write the address, such as https://ror.org/05xpvk416.")
    return found


@cache
def named_countries() -> dict[str, str]:
    """Codes by names, in all languages; without names that two have."""
    found: dict[str, str] = {}
    twice = set()
    for named in territories.table().values():
        for code, name in named.items():
            if found.setdefault(name_key(name), code) != code:
                twice.add(name_key(name))
    return {key: code for key, code in found.items() if key not in twice}


def country(cell: str) -> str:
    code = cell.upper()
    if code in territories.codes():
        return code
    if code in MEANT:
        raise ValidationError(f"Write {MEANT[code]} for {cell}.")
    if found := named_countries().get(name_key(cell)):
        return found
    raise ValidationError(
        f"No country or territory has the code {cell!r} (ISO 3166-1: two letters; XK "
        "Kosovo, XZ international). Leave the cell empty where it is not known."
    )


def coded(choices: type[Kind] | type[Sector], cell: str) -> str:
    """By its value, or by its name in English."""
    key = name_key(cell)
    for value, label in choices.choices:
        if key in (name_key(value), name_key(str(label))):
            return value
    return ""


def sector(cell: str) -> str:
    if found := coded(Sector, cell):
        return found
    raise ValidationError(f"No sector is called {cell!r}: {', '.join(Sector.values)}.")


def kinds(cell: str) -> dict[str, str]:
    """Lists name the kind in one word; that of a museum says its sector as well."""
    if found := coded(Kind, cell):
        return {"kind": found}
    if found := coded(Sector, cell):
        kind = (
            Kind.INSTITUTION
            if found in INSTITUTIONS
            else Kind.GOVERNMENT
            if found == Sector.ADMINISTRATION
            else Kind.ORGANISATION
        )
        return {"kind": kind.value, "sector": found}
    known = [*Kind.values, *Sector.values]
    raise ValidationError(f"No kind is called {cell!r}: {', '.join(known)}.")


def status(cell: str) -> str:
    found = cell.casefold()
    if found not in {*Status.values, FORMER}:
        raise ValidationError(f"Write member, observer or former, not {cell!r}.")
    return found


def links(cell: str) -> str:
    found = [website(each) for each in cell.split()]
    if len(found) > MOST_LINKS:
        raise ValidationError(f"At most {MOST_LINKS} addresses.")
    return " ".join(found)


CLEAN: dict[str, Callable[[str], str]] = {
    "name": line_of(NAME),
    "name_latin": line_of(NAME),
    "sentence": line_of(SENTENCE),
    "sector": sector,
    "country": country,
    "website": website,
    "ror": ror,
    "wikidata": wikidata,
    "status": status,
    "joined_on": day,
    "left_on": day,
    "links": links,
}


def misread(cell: str) -> bool:
    """Whether its letters are UTF-8 that was taken for the encoding of Windows."""
    try:
        return not cell.isascii() and cell.encode("cp1252").decode() != cell
    except UnicodeError:
        return "\ufffd" in cell


def row_of(line: int, names: list[str], cells: list[str]) -> Row:
    row = Row(line)
    if any(cell.strip() for cell in cells[len(names) :]):
        row.errors.append(
            f"It has {len(cells)} cells, and the first line names {len(names)}."
        )
        return row
    said = {
        name: text
        for name, cell in zip(names, cells, strict=False)
        if name in COLUMNS and (text := bare(cell))
    }
    row.id = said.pop("id", "")
    for name in [name for name, text in said.items() if misread(text)]:
        row.errors.append(f"{name}: the letters of {said.pop(name)!r} are broken.")
    kind = said.pop("kind", "")
    for name, text in said.items():
        if found := cleaned(row, name, CLEAN[name], text):
            row.facts[name] = found
    if kind:
        # A column of its own says the sector better.
        row.facts = (cleaned(row, "kind", kinds, kind) or {}) | row.facts
    check(row)
    return row


def cleaned(
    row: Row, name: str, clean: Callable[[str], Said], text: str
) -> Said | None:
    try:
        return clean(text)
    except ValidationError as error:
        row.refused[name] = text, f"{name}: {in_words(error)}"
        return None


def check(row: Row) -> None:
    told = any(error.startswith("name:") for error in row.errors)
    if not row.name and not told and "name" not in row.refused:
        row.errors.append("name: It is missing.")
    if row.id and row.id != NEW:
        try:
            row.id = str(UUID(row.id))
        except ValueError:
            row.errors.append(f"id: {row.id!r} is none; leave it out, or write “new”.")
    if row.facts.get("status") == FORMER:
        del row.facts["status"]
        if "left_on" not in row.facts:
            row.errors.append("left_on: Say since when a former member is none.")
    joined, left = row.facts.get("joined_on", ""), row.facts.get("left_on", "")
    if joined and left and left < joined:
        row.errors.append("left_on: It lies before joined_on.")


def mark_repeated(rows: Iterable[Row]) -> None:
    ids: dict[str, int] = {}
    names: dict[str, list[Row]] = {}
    for row in rows:
        first = ids.setdefault(row.id, row.line) if row.id not in ("", NEW) else 0
        if row.name and row.id != NEW:
            alike = names.setdefault(name_key(row.name), [])
            for other in alike:
                if compatible(other.country, row.country) and not (
                    row.id and other.id and row.id != other.id
                ):
                    first = first or other.line
            alike.append(row)
        if first not in (0, row.line):
            row.errors.append(f"It is the same organisation as line {first}.")
