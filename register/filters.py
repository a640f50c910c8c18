"""The choices over the public list, which are an address and no more."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openheritage.forms import set_choices
from openheritage.names import country_name, language_name_here, sort_key
from openheritage.words import Words
from organisations.models import Kind, Sector
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

PER_PAGE = 50

# They name a column of the row, and a dimension of the counts.
FACETS = ("kind", "sector", "country", "language")

DATE, NAME = "date", "name"


@dataclass
class Active:
    """A choice that is made, and the query without it."""

    label: Words
    value: str
    without: str


class Listing(Paginator):
    """Reads only the rows that are shown, however far back their page lies."""

    def _get_page(
        self, rows: SignatureQuerySet, number: int, paginator: Paginator
    ) -> Page:
        # The ids come from the index alone.
        shown = Signature.objects.filter(pk__in=rows.values("pk"))
        ordered = shown.order_by(*rows.query.order_by)
        return Page(ordered, number, paginator)


class SignatoriesForm(forms.Form):
    """Choices are what published signatures have, as counted last.

    What is no choice filters nothing: an address that somebody shared before the
    last signatory of a country withdrew still shows the list.
    """

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Signed in"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(DATE, _("Newest first")), (NAME, _("By name"))],
    )

    def __init__(self, data: QueryDict, *, totals: dict) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        self.totals = totals
        set_choices(self, "kind", [("", _("All kinds")), *self.codes("kind", Kind)])
        sectors = self.codes("sector", Sector)
        set_choices(self, "sector", [("", _("All sectors")), *sectors])
        countries = self.names("country", country_name)
        set_choices(self, "country", [("", _("All countries")), *countries])
        languages = self.names("language", language_name_here)
        set_choices(self, "language", [("", _("All languages")), *languages])
        self.is_valid()

    def codes(self, facet: str, choices: type[Kind] | type[Sector]) -> list:
        return [pair for pair in choices.choices if pair[0] in self.totals[facet]]

    def names(self, facet: str, name: Callable[[str], str]) -> list[tuple[str, str]]:
        pairs = [(code, name(code)) for code in self.totals[facet]]
        return sorted(pairs, key=lambda pair: sort_key(pair[1]))

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name, "")

    @property
    def selects(self) -> list[tuple[forms.BoundField, str]]:
        """Each choice with what is chosen. Django renders a template for each
        option, which for all countries of the world takes longer than the list."""
        return [(self[name], self.chosen(name)) for name in (*FACETS, "sort")]

    @cached_property
    def filters(self) -> dict[str, str]:
        return {name: self.chosen(name) for name in FACETS if self.chosen(name)}

    @property
    def words(self) -> str:
        return self.chosen("q")

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters or self.words)

    @property
    def is_plain(self) -> bool:
        """Whether it is the list itself, the one that search engines should know."""
        return not self.is_filtered and self.chosen("sort") != NAME

    def page(self, number: str | None) -> Page:
        """At most two queries."""
        signatures = Signature.objects
        by_name = self.chosen("sort") == NAME
        rows = signatures.by_name() if by_name else signatures.newest()
        rows = rows.filter(**self.filters)
        if self.words:
            rows = rows.named_like(self.words)
        return Listing(rows, PER_PAGE).get_page(number)

    @property
    def active(self) -> list[Active]:
        found = []
        for name in ("q", *FACETS):
            if value := self.chosen(name):
                field = self.fields[name]
                labels = dict(getattr(field, "choices", ()))
                query = cast(QueryDict, self.data).copy()
                query.pop(name, None)
                query.pop("page", None)
                found.append(
                    Active(
                        label=field.label or name,
                        value=labels.get(value, value),
                        without=f"?{query.urlencode()}",
                    )
                )
        return found
