"""Facts of organisations as open data has them: each code with its name."""

from collections.abc import Mapping

from openheritage.names import country_names

from .models import Kind, Sector
from .regions import COUNTRIES, region_name, region_of

CODED = ("kind", "sector", "country", "region")
COLUMNS = tuple(each for code in CODED for each in (code, f"{code}_name"))


class Coded:
    """Names in the reader's language, looked up once: rows are read while they are
    sent, when no language is active any more."""

    def __init__(self, language: str) -> None:
        self.kinds = {value: str(label) for value, label in Kind.choices}
        self.sectors = {value: str(label) for value, label in Sector.choices}
        self.countries = country_names(language)
        self.regions = {code: region_name(code, language) for code in COUNTRIES}

    def of(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Flat, in the order of ``COLUMNS``."""
        kind, sector, country = facts["kind"], facts["sector"], facts["country"]
        region = region_of(country)
        return {
            "kind": kind,
            "kind_name": self.kinds.get(kind, ""),
            "sector": sector,
            "sector_name": self.sectors.get(sector, ""),
            "country": country,
            "country_name": self.countries.get(country, country),
            "region": region,
            "region_name": self.regions.get(region, ""),
        }


def nested(row: Mapping) -> dict:
    """A row as JSON has it: a code and its name together, nothing for what is none."""
    entry = {
        name: {"code": value, "name": row[f"{name}_name"]} if name in CODED else value
        for name, value in row.items()
        if not name.endswith("_name")
    }
    for name in ("country", "region"):
        if not row[name]:
            entry[name] = None
    return entry
