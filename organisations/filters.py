"""The choices over a public list, which are an address and no more."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.furniture import furniture_language
from openheritage.matching import kept_words, wanted
from openheritage.names import cldr, country_name, number
from openheritage.ordering import TERRITORIES, in_order
from openheritage.phrases import aside, labelled
from openheritage.words import Words

from .models import Kind, Sector

Choices = Iterable[tuple[str, Words]]


def in_order_of(choices: type[Kind] | type[Sector]) -> Callable:
    def pairs(codes: Collection[str]) -> Choices:
        return [pair for pair in choices.choices if pair[0] in codes]

    return pairs


def by_name(name: Callable[[str], str], kind: str) -> Callable:
    def pairs(codes: Collection[str]) -> list[tuple[str, str]]:
        named = [(code, name(code)) for code in codes if code]
        return in_order(named, kind, furniture_language())

    return pairs


class Facet(forms.ChoiceField):
    # How many rows have each value, where that is known.
    numbers: Mapping[str, int] = {}

    def __init__(self, *, label: Words, all_label: Words, pairs: Callable) -> None:
        super().__init__(label=label, required=False)
        self.all_label, self.pairs = all_label, pairs

    def offer(self, codes: Collection[str]) -> None:
        self.choices = [("", self.all_label), *self.pairs(codes)]
        self.numbers = codes if isinstance(codes, Mapping) else {}


@dataclass
class Option:
    """A choice, and what is shown instead of its bare name: ``France (12)``."""

    value: str
    label: Words
    shown: Words = ""


def options(field: forms.ChoiceField) -> list[Option]:
    numbers = getattr(field, "numbers", {})
    locale = cldr(furniture_language())
    found = [Option(*pair) for pair in cast(Choices, field.choices)]
    for option in found:
        if option.value and option.value in numbers:
            how_many = number(numbers[option.value])
            option.shown = aside(option.label, how_many, locale)
    return found


@dataclass
class Active:
    """A choice that is made, and the query without it."""

    label: Words
    value: str
    without: str

    def __str__(self) -> SafeString:
        value = format_html("<bdi>{}</bdi>", self.value)
        return labelled(self.label, value, cldr(furniture_language()))


class FilterForm(forms.Form):
    """Choices are what there is (``{facet: codes}``), and no more.

    What is no choice filters nothing: an address that somebody shared before the
    last of a country left still shows the list.
    """

    use_required_attribute = False
    # Each names a field of the row.
    facets: tuple[str, ...] = ("country", "kind", "sector")

    country = Facet(
        label=_("Country or territory"),
        all_label=_("All countries and territories"),
        pairs=by_name(country_name, TERRITORIES),
    )
    kind = Facet(label=_("Kind"), all_label=_("All kinds"), pairs=in_order_of(Kind))
    sector = Facet(
        label=_("Sector"), all_label=_("All sectors"), pairs=in_order_of(Sector)
    )

    def __init__(
        self, data: QueryDict, *, there_is: Mapping[str, Collection[str]]
    ) -> None:
        super().__init__(data)
        for facet in self.facets:
            cast(Facet, self.fields[facet]).offer(there_is[facet])
        self.is_valid()

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name, "")

    @cached_property
    def filters(self) -> dict[str, str]:
        return {name: self.chosen(name) for name in self.facets if self.chosen(name)}

    @property
    def narrowing(self) -> dict[str, str]:
        """All that makes the list shorter, by the names of the fields."""
        return self.filters

    @property
    def is_filtered(self) -> bool:
        return bool(self.narrowing)

    @property
    def is_chosen(self) -> bool:
        """Whether any of the selects is: then they are not folded away."""
        return any(chosen for _field, chosen, _options in self.selects)

    def matches(self, row: object) -> bool:
        return all(getattr(row, name) == value for name, value in self.filters.items())

    @cached_property
    def selects(
        self,
    ) -> list[tuple[forms.BoundField, str, list[Option]]]:
        """Each choice, what is chosen and what is offered. Django renders a template
        for each option, which for all countries takes longer than the list."""
        return [
            (field, self.chosen(field.name), options(field.field))
            for field in self
            if isinstance(field.field, forms.ChoiceField)
        ]

    @property
    def active(self) -> list[Active]:
        found = []
        for name, value in self.narrowing.items():
            field = self.fields[name]
            query = cast(QueryDict, self.data).copy()
            query.pop(name, None)
            query.pop("page", None)
            found.append(
                Active(
                    label=field.label or name,
                    value=dict(getattr(field, "choices", ())).get(value, value),
                    without=f"?{query.urlencode()}",
                )
            )
        return found


class NamedFilterForm(FilterForm):
    """The same with a field for words of a name."""

    field_order: tuple[str, ...] = ("q", *FilterForm.facets)

    q = forms.CharField(
        label=pgettext_lazy("part of an organisation’s name", "Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "dir": "auto"}
        ),
    )

    @property
    def words(self) -> str:
        return self.chosen("q")

    @property
    def narrowing(self) -> dict[str, str]:
        return ({"q": self.words} if self.words else {}) | self.filters

    def is_named(self, *names: str) -> bool:
        if not self.words:
            return True
        kept, parts = kept_words(*names), wanted(self.words)
        return bool(parts) and all(part in kept for part in parts)
