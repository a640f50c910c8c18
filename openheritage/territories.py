"""Countries and territories: which there are, and their names as people reviewed them.

``data/reviewed.csv`` holds what people decided, ``data/territories.csv`` the whole
table that readers see, which ``manage.py territories`` makes of it and of CLDR.
docs/country-names.md has the rules.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
TABLE, REVIEWED = DATA / "territories.csv", DATA / "reviewed.csv"

# Codes that ISO 3166-1 leaves to its users: the first as everybody uses it, the second
# as UN/LOCODE does for what lies in no country.
KOSOVO, INTERNATIONAL = "XK", "XZ"
OWN_CODES = (KOSOVO, INTERNATIONAL)

Names = dict[str, dict[str, str]]


def read(path: Path) -> Names:
    """``{language: {code: name}}``; an empty cell is no name."""
    found: Names = {}
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code = row.pop("code")
            for language, name in row.items():
                found.setdefault(language, {})
                if name:
                    found[language][code] = name
    return found


def write(path: Path, names: Names) -> None:
    languages = list(names)
    codes = sorted({code for row in names.values() for code in row})
    with path.open("w", newline="", encoding="utf-8") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(["code", *languages])
        for code in codes:
            rows.writerow([code, *(names[each].get(code, "") for each in languages)])


@cache
def table() -> Names:
    return read(TABLE)


@cache
def codes() -> tuple[str, ...]:
    return tuple(table()["en"])


def is_country(code: str) -> bool:
    """Whether it counts where countries and territories are counted."""
    return code != INTERNATIONAL and code in table()["en"]


@cache
def countable() -> tuple[str, ...]:
    """All of them. What is unknown is in no country, and what is international."""
    return tuple(filter(is_country, codes()))


def made(cldr: Mapping[str, Mapping[str, str]]) -> Names:
    """The table anew: CLDR's names, and over them the reviewed ones."""
    found: Names = {}
    for language, reviewed in read(REVIEWED).items():
        named = {**cldr[language], **reviewed}
        found[language] = {code: named[code] for code in codes()}
    return found
