"""Which rows may be one and the same organisation, for a page, a list or a batch.

Rows are read once, and compared in memory: of 5,000, fifty are compared with all in a
fraction of a second. There may be many more: a row keeps what it is ``known_by``, and
only those are read that an index finds by it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import Indel

from .models import Organisation
from .traits import Traits, kept_traits, traits

# From which likeness on two names are worth a look: where the domains say nothing,
# and where each has a domain of its own.
ALIKE, NEARLY_THE_SAME = 0.8, 0.95
# Rows of one country that are compared name by name.
MOST_COMPARED = 5000
# Names in all that are compared with those of a list, and of a batch.
MOST_IN_LIST, MOST_IN_BATCH = 10_000, 50_000


class Likely:
    """Rows, to be asked which of them may be the one that somebody has before them."""

    def __init__(self, rows: Iterable[Traits]) -> None:
        self.rows: dict[int, Traits] = {}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.by_site: dict[str, set[int]] = defaultdict(set)
        self.by_mail: dict[str, set[int]] = defaultdict(set)
        self.by_organisation: dict[int, set[int]] = defaultdict(set)
        self.names: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in rows:
            self.rows[row.pk] = row
            for key in row.keys | row.orders:
                self.by_key[key].add(row.pk)
            for key in row.keys:
                self.names[row.country].append((key, row.pk))
            for domain in row.sites:
                self.by_site[domain].add(row.pk)
            for domain in row.mails:
                self.by_mail[domain].add(row.pk)
            if row.organisation:
                self.by_organisation[row.organisation].add(row.pk)

    def of(self, row: Traits) -> set[int]:
        """Same website or mail of its domain, same organisation, or a name that is
        the same or much like it; not the row itself.

        In another country a name says little: each has its national archives.
        """
        found: set[int] = set()
        for key in row.keys | row.orders:
            same = self.by_key.get(key, set())
            found |= {pk for pk in same if not self.is_far(row, self.rows[pk])}
        for domain in row.domains:
            found |= self.by_site.get(domain, set())
        for domain in row.sites:
            found |= self.by_mail.get(domain, set())
        if row.organisation:
            found |= self.by_organisation.get(row.organisation, set())
        found |= {pk for pk, score in self.alike(row) if self.is_near(row, pk, score)}
        return {pk for pk in found - {row.pk} if self.rows[pk].version == row.version}

    def alike(self, row: Traits) -> Iterator[tuple[int, float]]:
        for country in {"", row.country}:
            names = self.names.get(country, [])[:MOST_COMPARED]
            choices = [name for name, _pk in names]
            for key in row.keys:
                for _name, score, place in process.extract(
                    key,
                    choices,
                    scorer=Indel.normalized_similarity,
                    score_cutoff=ALIKE,
                    limit=None,
                ):
                    yield names[place][1], score

    @staticmethod
    def is_far(row: Traits, other: Traits) -> bool:
        is_abroad = row.country and other.country and row.country != other.country
        return bool(is_abroad and row.domains and other.domains)

    def is_near(self, row: Traits, pk: int, score: float) -> bool:
        both_tell = row.domains and self.rows[pk].domains
        return score >= (NEARLY_THE_SAME if both_tell else ALIKE)


def has_indexes() -> bool:
    """SQLite reads all there is: it has no index of this kind, and few rows."""
    return connection.vendor == "postgresql"


def newest(rows: QuerySet, wanted: Iterable[Traits], most: int) -> QuerySet:
    """Of their countries, and of none; of each no more than are compared. (From an
    index of each alone, and put together as they come: of all at once PostgreSQL would
    read the table.)"""
    countries = sorted({"", *(each.country for each in wanted)})
    rows = rows.order_by("-pk")
    if not has_indexes():
        # Nor can it put together what is cut.
        return rows.filter(country__in=countries).values_list("pk")[:most]
    first, *others = (
        rows.filter(country=country).values_list("pk")[:MOST_COMPARED]
        for country in countries
    )
    if not others:
        return first[:most]
    return first.union(*others, all=True).order_by("-pk")[:most]


def organisations(
    wanted: Collection[Traits], most: int = MOST_COMPARED, *, anywhere: bool = False
) -> Likely:
    """All that ``Likely.of`` may find for one of these, which have no version: they
    know none. ``anywhere``: names of all countries are compared. Two queries."""
    rows = Organisation.objects.order_by()
    if not has_indexes():
        return Likely(computed(rows.order_by("-pk")))
    alike = rows.order_by("-pk")[:most] if anywhere else newest(rows, wanted, most)
    columns = ("pk", "known_by", "country")
    legs = [rows.filter(pk__in=alike.values("pk")).values_list(*columns)]
    if asked := set().union(*(each.asked_for for each in wanted)):
        legs.append(
            rows.filter(known_by__has_any_keys=sorted(asked)).values_list(*columns)
        )
    if known := {each.organisation for each in wanted} - {None}:
        legs.append(rows.filter(pk__in=known).values_list(*columns))
    found = {
        pk: kept_traits(pk, known_by, "", country, pk, None)
        for pk, known_by, country in legs[0].union(*legs[1:], all=True)
        if known_by is not None
    }
    found |= {each.pk: each for each in computed(rows.filter(known_by__isnull=True))}
    return Likely(found[pk] for pk in sorted(found, reverse=True))


def computed(rows: QuerySet) -> Iterator[Traits]:
    found = rows.values_list("pk", "name", "name_latin", "domain", "country")
    for pk, name, latin, domain, country in found:
        yield traits(pk, name, latin, domain, "", country, pk)
