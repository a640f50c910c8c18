from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.names import language_name_here
from openheritage.ordering import LANGUAGES
from organisations.filters import Facet, NamedFilterForm, by_name
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

PER_PAGE = 50
# Beyond, counting takes longer than all else: the total that is kept will do, or that
# there are more.
COUNTED = 10_000

DATE, NAME = "date", "name"
# Of signatures: whether the organisation has added anything to its name.
WITH_COMMENT = "with"


class Listing(Paginator):
    """Reads only the rows that are shown; those behind the middle from the end.

    ``is_endless``: no total is kept of such rows, and there may be so many that they
    are counted, and shown, to ``COUNTED`` alone.
    """

    def __init__(
        self, rows: SignatureQuerySet, known: int | None, is_endless: bool
    ) -> None:
        super().__init__(rows, PER_PAGE)
        self.rows, self.known, self.is_endless = rows, known, is_endless

    @cached_property
    def found(self) -> int:
        if self.known is not None:
            return self.known
        rows = self.rows.order_by()
        return (rows[: COUNTED + 1] if self.is_endless else rows).count()

    @property
    def is_cut(self) -> bool:
        return self.is_endless and self.found > COUNTED

    @cached_property
    def count(self) -> int:
        return COUNTED if self.is_cut else self.found

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * PER_PAGE
        after = min(first + PER_PAGE, self.count)
        rows = self.rows[first:after]
        if self.is_cut and "sort_name" in self.rows.query.order_by:
            # The same as by date. Not by the index of names, on which a word may stand
            # far behind; all that have it would take long to put in order.
            newest = self.rows.newest().values("pk")[:COUNTED]
            rows = Signature.objects.filter(pk__in=newest)
            rows = rows.order_by(Coalesce("sort_name", Value("")), "pk")[first:after]
        elif first > self.count // 2 and not self.is_cut:
            rows = self.rows.reverse()[self.count - after : self.count - first]
        # The ids come from the index alone.
        shown = Signature.objects.filter(pk__in=rows.values("pk"))
        ordered = shown.order_by(*self.rows.query.order_by)
        return Page(ordered, number, self)


class SignatoriesForm(NamedFilterForm):
    """Over what published signatures have, as counted last."""

    # A dimension of the counts, too.
    facets = ("kind", "sector", "country", "language")
    field_order = ("q", *facets, "comment", "sort")

    language = Facet(
        label=pgettext_lazy("a language", "Signed in"),
        all_label=_("All languages"),
        pairs=by_name(language_name_here, LANGUAGES),
    )
    comment = forms.ChoiceField(
        label=_("Comment or reservation"),
        required=False,
        choices=[
            ("", _("With or without")),
            (WITH_COMMENT, _("With a comment or reservation")),
        ],
    )
    sort = forms.ChoiceField(
        label=pgettext_lazy("of a list", "Order"),
        required=False,
        choices=[(DATE, _("Newest first")), (NAME, _("By name"))],
    )

    def __init__(self, data: QueryDict, *, there_is: Mapping[str, Any]) -> None:
        super().__init__(data, there_is=there_is)
        self.totals = there_is

    @property
    def known(self) -> int | None:
        """How many there are, as counted last, where that is known and many."""
        if self.words or self.chosen("comment") or len(self.filters) > 1:
            return None
        number = self.totals["total"]
        for facet, value in self.filters.items():
            number = self.totals[facet][value]
        return number if number > COUNTED else None

    @property
    def is_by_name(self) -> bool:
        return self.chosen("sort") == NAME

    @property
    def narrowing(self) -> dict[str, str]:
        comment = self.chosen("comment")
        return super().narrowing | ({"comment": comment} if comment else {})

    @property
    def is_plain(self) -> bool:
        """Whether it is the list itself, the one that search engines should know."""
        return not self.is_filtered and not self.is_by_name

    def page(self, number: str | None) -> Page:
        """At most two queries."""
        signatures = Signature.objects
        rows = signatures.by_name() if self.is_by_name else signatures.newest()
        rows = rows.filter(**self.filters)
        if self.chosen("comment"):
            rows = rows.exclude(comment="")
        if self.words:
            rows = rows.named_like(self.words)
        return Listing(rows, self.known, bool(self.words)).get_page(number)
