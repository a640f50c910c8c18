"""The choices over the list of members: links, each with the number that it leaves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.furniture import furniture_language
from openheritage.kept import named_like
from openheritage.territories import is_country
from openheritage.words import Words
from organisations.filters import Facet, NamedFilterForm
from organisations.regions import COUNTRIES, region_name, region_of

# As many as a page of the list shows.
PER_PAGE = 80

MEMBER, OBSERVER, FORMER = "member", "observer", "former"
# The members themselves, which the list shows unless others are asked for.
MEMBERS = pgettext_lazy("kinds of results", "Members")
OTHERS = {
    OBSERVER: pgettext_lazy("a list", "Observers"),
    FORMER: pgettext_lazy("a list", "Former members"),
}


class Group(NamedTuple):
    """How many share all that one can choose by."""

    status: str
    country: str
    kind: str
    sector: str
    number: int

    @property
    def region(self) -> str:
        return region_of(self.country)


def status_now() -> Case:
    """Whoever has left is neither a member nor an observer any more."""
    return Case(
        When(left_on__lte=timezone.localdate(), then=Value(FORMER)),
        default=F("status"),
        output_field=CharField(),
    )


def groups(rows: QuerySet) -> list[Group]:
    """One query."""
    facts = ("organisation__country", "organisation__kind", "organisation__sector")
    rows = rows.order_by().annotate(now=status_now()).values_list("now", *facts)
    return [Group(*row) for row in rows.annotate(number=Count("pk"))]


def of_others(codes: Collection[str]) -> list[tuple[str, Words]]:
    return [pair for pair in OTHERS.items() if pair[0] in codes]


def of_regions(codes: Collection[str]) -> list[tuple[str, str]]:
    language = furniture_language()
    return [(code, region_name(code, language)) for code in COUNTRIES if code in codes]


@dataclass
class Choice:
    """A link that narrows the list, and how many it leaves."""

    label: Words
    number: int
    query: str
    is_current: bool


@dataclass
class Choices:
    name: str
    label: Words
    links: list[Choice]
    chosen: bool


class Listing(Paginator):
    """Of rows that have been counted already."""

    def __init__(self, rows: QuerySet, number: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.number = number

    @property
    def count(self) -> int:
        return self.number


class MembersForm(NamedFilterForm):
    facets = ("status", "region", "kind", "sector", "country")
    field_order = ("q", *facets)
    # What one choice takes away with it: another region has other countries.
    within: Mapping[str, tuple[str, ...]] = {"region": ("country",)}

    status = Facet(
        label=pgettext_lazy("of a member", "Status"),
        all_label=MEMBERS,
        pairs=of_others,
    )
    region = Facet(label=_("Region"), all_label=_("All regions"), pairs=of_regions)

    def __init__(self, data: QueryDict, *, pages: QuerySet) -> None:
        self.pages = pages
        self.all_groups = groups(pages)
        there_is = {
            facet: Counter[str](getattr(group, facet) for group in self.all_groups)
            for facet in self.facets
        }
        super().__init__(data, there_is=there_is)

    @property
    def status_shown(self) -> str:
        return self.wanted["status"]

    @cached_property
    def groups(self) -> list[Group]:
        """Of what has the name that is asked for."""
        if not self.words:
            return self.all_groups
        return groups(self.named(self.pages))

    def named(self, rows: QuerySet) -> QuerySet:
        if not self.words:
            return rows
        return rows.filter(
            named_like(self.words, "organisation__search_name", "search_title")
        )

    @property
    def wanted(self) -> dict[str, str]:
        """All that the list is narrowed by: members, if nobody else is asked for."""
        return {"status": MEMBER} | self.filters

    def fits(self, group: Group, without: Iterable[str] = ()) -> bool:
        return all(
            getattr(group, name) == value
            for name, value in self.wanted.items()
            if name not in without
        )

    @cached_property
    def number(self) -> int:
        return sum(group.number for group in self.groups if self.fits(group))

    @cached_property
    def totals(self) -> dict[str, int]:
        """As ``MemberPage.objects.totals``, of what has been asked for already."""
        members = [each for each in self.all_groups if each.status == MEMBER]
        return {
            "members": sum(each.number for each in members),
            "countries": len({*filter(is_country, (each.country for each in members))}),
        }

    def page(self, number: str | None) -> Page:
        rows = self.named(self.pages).annotate(now=status_now())
        for name, value in self.wanted.items():
            if name == "status":
                rows = rows.filter(now=value)
            elif name == "region":
                rows = rows.filter(organisation__country__in=COUNTRIES[value].split())
            else:
                rows = rows.filter(**{f"organisation__{name}": value})
        rows = rows.order_by("organisation__sort_name", "organisation__name", "pk")
        return Listing(rows, self.number).get_page(number)

    def query(self, **changes: str) -> str:
        """The choices as they are, but for the changes; in one order, so that the same
        list has one address."""
        gone = {each for name in changes for each in self.within.get(name, ())}
        kept = {
            name: value for name, value in self.narrowing.items() if name not in gone
        }
        found = QueryDict(mutable=True)
        for name in self.field_order:
            if value := (kept | changes).get(name):
                found[name] = value
        return f"?{found.urlencode()}" if found else ""

    def choices(self, name: str) -> Choices:
        """What one can choose here, as far as it leaves anything."""
        field = cast(Facet, self.fields[name])
        apart = {name, *self.within.get(name, ())}
        numbers: Counter[str] = Counter()
        for group in self.groups:
            if self.fits(group, without=apart):
                numbers[getattr(group, name)] += group.number
        chosen = self.chosen(name)
        default = MEMBER if name == "status" else ""
        pairs = cast(Iterable[tuple[str, Words]], field.choices)
        links = [
            Choice(
                label=label,
                number=numbers[value or default]
                if value or default
                else numbers.total(),
                query=self.query(**{name: value}),
                is_current=value == chosen,
            )
            for value, label in pairs
            if not value or value == chosen or numbers[value]
        ]
        return Choices(name, field.label or name, links, bool(chosen))

    @property
    def all_choices(self) -> list[Choices]:
        """Those among which there is something to choose."""
        found = [self.choices(name) for name in self.facets if name != "status"]
        return [each for each in found if each.chosen or len(each.links) > 2]

    @property
    def statuses(self) -> Choices | None:
        """Members, and apart from them who is none, where there are such."""
        found = self.choices("status")
        return found if found.chosen or len(found.links) > 1 else None

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen by a link stays so when a name is typed."""
        return list(self.filters.items())
