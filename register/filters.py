from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from openheritage.names import language_name_here
from openheritage.ordering import LANGUAGES
from organisations.filters import Facet, NamedFilterForm, by_name
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

PER_PAGE = 50

DATE, NAME = "date", "name"


class Listing(Paginator):
    """Reads only the rows that are shown, however far back their page lies."""

    def _get_page(
        self, rows: SignatureQuerySet, number: int, paginator: Paginator
    ) -> Page:
        # The ids come from the index alone.
        shown = Signature.objects.filter(pk__in=rows.values("pk"))
        ordered = shown.order_by(*rows.query.order_by)
        return Page(ordered, number, paginator)


class SignatoriesForm(NamedFilterForm):
    """Over what published signatures have, as counted last."""

    # A dimension of the counts, too.
    facets = ("kind", "sector", "country", "language")
    field_order = ("q", *facets, "sort")

    language = Facet(
        label=_("Signed in"),
        all_label=_("All languages"),
        pairs=by_name(language_name_here, LANGUAGES),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(DATE, _("Newest first")), (NAME, _("By name"))],
    )

    @property
    def is_by_name(self) -> bool:
        return self.chosen("sort") == NAME

    @property
    def is_plain(self) -> bool:
        """Whether it is the list itself, the one that search engines should know."""
        return not self.is_filtered and not self.is_by_name

    def page(self, number: str | None) -> Page:
        """At most two queries."""
        signatures = Signature.objects
        rows = signatures.by_name() if self.is_by_name else signatures.newest()
        rows = rows.filter(**self.filters)
        if self.words:
            rows = rows.named_like(self.words)
        return Listing(rows, PER_PAGE).get_page(number)
