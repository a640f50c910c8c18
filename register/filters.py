from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.names import language_name_here
from openheritage.ordering import LANGUAGES
from organisations.filters import Facet, NamedFilterForm, by_name
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

PER_PAGE = 50
# Beyond, counting takes longer than all else: the total that is kept will do.
COUNTED = 10_000
# So many that have a word are found at once; of more than these it is said that there
# are.
LISTED = 3_000

DATE, NAME = "date", "name"
# Of signatures: whether the organisation has added anything to its name.
WITH_COMMENT = "with"

# Where NULL stands otherwise, is the database's choice.
BY_NAME = """COALESCE("sort_name", ''), "id\""""
BY_DATE = '"published_at" DESC, "id" DESC'


def in_order(rows: SignatureQuerySet, order: str, first: int, after: int) -> RawSQL:
    """The ids of a part of some rows, which are found first and put in order then:
    composed by Django, the database looks for each of them a second time."""
    hits, values = rows.values(
        "id", "published_at", "sort_name"
    ).query.sql_with_params()
    return RawSQL(  # noqa: S611 - the words of a reader are values
        f'SELECT "id" FROM ({hits}) AS hits ORDER BY {order} LIMIT %s OFFSET %s',  # noqa: S608 - names of ours
        [*values, after - first, first],
    )


class Listing(Paginator):
    """Reads only the rows that are shown; those behind the middle from the end.

    ``is_endless``: no total is kept of such rows, and there may be so many that they
    are counted, and shown, to ``LISTED`` alone.
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
        return (rows[: LISTED + 1] if self.is_endless else rows).count()

    @property
    def is_cut(self) -> bool:
        return self.is_endless and self.found > LISTED

    @cached_property
    def count(self) -> int:
        return LISTED if self.is_cut else self.found

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * PER_PAGE
        after = min(first + PER_PAGE, self.count)
        is_by_name = "sort_name" in self.rows.query.order_by
        shown: QuerySet | RawSQL
        if self.is_cut and is_by_name:
            # The same as by date. Not by the index of names, on which a word may stand
            # far behind; all that have it would take long to put in order.
            shown = in_order(self.rows.newest()[:LISTED], BY_NAME, first, after)
        elif self.is_endless and self.count and not self.is_cut:
            # Nor do they follow the order's index, when they are few of it.
            hits = self.rows.order_by()[:LISTED]
            shown = in_order(hits, BY_NAME if is_by_name else BY_DATE, first, after)
        elif first > self.count // 2 and not self.is_cut:
            turned = self.rows.reverse()[self.count - after : self.count - first]
            shown = turned.values("pk")
        else:
            shown = self.rows[first:after].values("pk")
        # The ids come from the index alone.
        found = Signature.objects.filter(pk__in=shown)
        ordered = found.order_by(*self.rows.query.order_by)
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
