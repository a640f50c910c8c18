"""The choices over the list of members: links, each with the number that it leaves."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, cast
from urllib.parse import quote_plus

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.facts import Facts
from openheritage.furniture import furniture_language
from openheritage.kept import named_like
from openheritage.territories import codes, is_country
from openheritage.words import Words
from organisations.filters import Active, Facet, NamedFilterForm
from organisations.regions import COUNTRIES, region_name, region_of

# As many as a page of the list shows.
PER_PAGE = 80

MEMBER, OBSERVER, FORMER = "member", "observer", "former"
FACETS = ("status", "region", "kind", "sector", "country")
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
    region: str


class There(NamedTuple):
    """Of all members, observers and former members, as far as they are shown."""

    groups: list[Group]
    # What of each choice occurs.
    values: dict[str, set[str]]
    members: int
    countries: int


# By the language of readers and the day. There may be as many groups as members, so
# that days which are over do not stay.
THERE: Facts[tuple[str, date], There] = Facts(
    "groups of members", many=100, is_kept_in_outages=False
)


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
    rows = rows.annotate(number=Count("pk"))
    return [
        Group(status, country, kind, sector, number, region_of(country))
        for status, country, kind, sector, number in rows
    ]


def there(rows: QuerySet) -> There:
    found = groups(rows)
    members = [each for each in found if each.status == MEMBER]
    return There(
        found,
        {name: {getattr(each, name) for each in found} for name in FACETS},
        sum(each.number for each in members),
        len({*filter(is_country, (each.country for each in members))}),
    )


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
    facets = FACETS
    field_order = ("q", *facets)
    # What one choice takes away with it: another region has other countries.
    within: Mapping[str, tuple[str, ...]] = {"region": ("country",)}

    status = Facet(
        label=pgettext_lazy("of a member", "Status"),
        all_label=MEMBERS,
        pairs=of_others,
    )
    region = Facet(label=_("Region"), all_label=_("All regions"), pairs=of_regions)

    def __init__(self, data: QueryDict, *, language: str, pages: QuerySet) -> None:
        """``pages``: those that readers of the language are shown."""
        self.pages = pages
        key = language, timezone.localdate()
        self.all = THERE.of(key, lambda: there(pages))
        # What is no country is none to choose; staff see it elsewhere.
        countries = self.all.values["country"] & {*codes()}
        super().__init__(data, there_is=self.all.values | {"country": countries})

    @property
    def status_shown(self) -> str:
        return self.wanted["status"]

    @cached_property
    def groups(self) -> list[Group]:
        """Of what has the name that is asked for."""
        if not self.words:
            return self.all.groups
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

    @cached_property
    def numbers(self) -> dict[str, Counter[str]]:
        """How many each value of a choice leaves, with the other choices as they are;
        and of nothing (``""``) how many there are. In one go over what may be
        thousands of groups."""
        apart = {name: {name, *self.within.get(name, ())} for name in self.facets}
        found: dict[str, Counter[str]] = {name: Counter() for name in ("", *apart)}
        wanted = self.wanted.items()
        for group in self.groups:
            wrong = {name for name, value in wanted if getattr(group, name) != value}
            if not wrong:
                found[""][""] += group.number
            for name, own in apart.items():
                if wrong <= own:
                    found[name][getattr(group, name)] += group.number
        return found

    @cached_property
    def number(self) -> int:
        return self.numbers[""][""]

    @property
    def totals(self) -> dict[str, int]:
        """As ``MemberPage.objects.totals``."""
        return {"members": self.all.members, "countries": self.all.countries}

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

    def addresses(self, name: str) -> Callable[[str], str]:
        """The query with another value of one choice, and the others as they are; in
        one order, so that the same list has one address."""
        gone = {name, *self.within.get(name, ())}
        parts = [
            (each, f"{each}={quote_plus(self.narrowing[each])}")
            for each in self.field_order
            if each not in gone and each in self.narrowing
        ]
        place = self.field_order.index(name)
        before = [part for each, part in parts if self.field_order.index(each) < place]
        after = [part for _each, part in parts[len(before) :]]

        def address(value: str) -> str:
            own = [f"{name}={quote_plus(value)}"] if value else []
            found = "&".join([*before, *own, *after])
            return f"?{found}" if found else ""

        return address

    def choices(self, name: str) -> Choices:
        """What one can choose here, as far as it leaves anything."""
        field = cast(Facet, self.fields[name])
        numbers = self.numbers[name]
        chosen = self.chosen(name)
        default = MEMBER if name == "status" else ""
        address = self.addresses(name)
        pairs = cast(Iterable[tuple[str, Words]], field.choices)
        links = [
            Choice(
                label=label,
                number=numbers[value or default]
                if value or default
                else numbers.total(),
                query=address(value),
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
    def active(self) -> list[Active]:
        """Who is shown is said by the list itself."""
        status = self.fields["status"].label
        return [each for each in super().active if each.label != status]

    @property
    def statuses(self) -> Choices | None:
        """Members, and apart from them who is none, where there are such."""
        found = self.choices("status")
        return found if found.chosen or len(found.links) > 1 else None

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen by a link stays so when a name is typed."""
        return list(self.filters.items())
