from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openheritage.names import language_name_here
from openheritage.ordering import LANGUAGES
from organisations.filters import Facet, NamedFilterForm, by_name
from signatures.models import Signature
from signatures.models.signature import SignatureQuerySet

PER_PAGE = 50

DATE, NAME = "date", "name"
# Of signatures: whether the organisation has added anything to its name.
WITH_COMMENT = "with"


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
        return Listing(rows, PER_PAGE).get_page(number)
