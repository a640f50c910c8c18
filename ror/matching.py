"""Which entry of the registry an organisation is, for those who review it."""

from django.utils.translation import gettext as staff_

from desk.sections import Section, Words, website
from openheritage.matching import name_key
from organisations.traits import telling_domain

from .models import Entry

MOST = 5


def is_certain(entry: Entry, facts: dict[str, str]) -> bool:
    """Whether one of its names, its country and its website's domain are the same."""
    keys = entry.keys.split()
    names = (facts.get("name", ""), facts.get("name_latin", ""))
    return (
        any(name and name_key(name) in keys for name in names)
        and bool(entry.country)
        and entry.country == facts.get("country")
        and bool(entry.domain)
        and entry.domain == telling_domain(facts.get("website", ""))
    )


def ids_of(facts: dict[str, str]) -> dict[str, str]:
    """``ror`` and ``wikidata`` of the one entry that it certainly is; else nothing."""
    found = [entry for entry in Entry.objects.likely(facts) if is_certain(entry, facts)]
    if len(found) != 1:
        return {}
    return {"ror": found[0].address, "wikidata": found[0].wikidata}


def section(facts: dict[str, str]) -> Section | None:
    """What reviewers read beside an entry: one query."""
    entries = list(Entry.objects.likely(facts)[:MOST])
    if not entries:
        return None
    rows: list[tuple[Words, Words]] = [
        (f"{entry.name}{where(entry)}", website(entry.address)) for entry in entries
    ]
    note = staff_(
        "It may be one of these. An organisation that is made of what was typed gets "
        "the numbers if name, country and domain are those of just one; else write "
        "them on the page of the organisation."
    )
    return Section("registry", "Research Organization Registry", note=note, rows=rows)


def where(entry: Entry) -> str:
    parts = [part for part in (entry.place, entry.country) if part]
    return f" ({', '.join(parts)})" if parts else ""
