import csv
from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.db import IntegrityError, models
from django.db.models import Case, Prefetch, Q, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from desk.sections import website
from desk.viewsets import LimitedViewSet
from openheritage.spreadsheets import Lines, safe
from openheritage.words import Words, moment
from organisations.forms import offered_countries
from organisations.models import Kind, Sector
from signatures import signing
from signatures.models import Correction, Signatory, Signature

from .. import likeness, matching
from ..forms import PaperForm, all_languages
from .bulk import BatchesView, BatchView, BulkView
from .page import InspectView

State = Signature.State
ANY = "any"

EXPORTED = (
    *("reference", "state", "name", "name_latin", "kind", "sector", "country"),
    *("website", "language", "source", "signed_on", "created_at", "confirmed_at"),
    *("published_at", "organisation_id", "text__version__number", "text__sha256"),
    *("is_sample", "flags", "comment"),
)


def several(choices: list, label: Words) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        choices=choices, label=label, widget=forms.CheckboxSelectMultiple
    )


class SignatureFilterSet(WagtailFilterSet):
    state = several(State.choices, staff_("State"))
    kind = several(Kind.choices, staff_("Kind"))
    sector = several(Sector.choices, staff_("Sector"))
    country = django_filters.ChoiceFilter(
        choices=offered_countries,
        label=staff_("Country or territory"),
        widget=forms.Select,
    )
    language = django_filters.ChoiceFilter(
        choices=all_languages, label=staff_("Language"), widget=forms.Select
    )
    flags = django_filters.MultipleChoiceFilter(
        choices=[(ANY, staff_("any")), *Signature.Flag.choices],
        label=staff_("Flags"),
        widget=forms.CheckboxSelectMultiple,
        method="having_flags",
    )
    correction = django_filters.ChoiceFilter(
        choices=[(Correction.State.WAITING, staff_("waiting"))],
        label=staff_("Correction"),
        widget=forms.RadioSelect,
        empty_label=staff_("All"),
        method="having_correction",
    )
    source = several(Signature.Source.choices, staff_("Signed"))
    created_at = django_filters.DateFromToRangeFilter(
        label=staff_("Received"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Signature
        fields = []

    def having_correction(
        self, queryset: models.QuerySet, name: str, value: str
    ) -> models.QuerySet:
        waiting = Correction.objects.filter(state=value)
        return queryset.filter(
            state=State.PUBLISHED, pk__in=waiting.values("signature")
        )

    def having_flags(
        self, queryset: models.QuerySet, name: str, values: list[str]
    ) -> models.QuerySet:
        """Those with one of the flags. As text, since SQLite looks into no list."""
        if not values:
            return queryset
        if ANY in values:
            return queryset.exclude(flags=[])
        wanted = Q()
        for value in values:
            wanted |= Q(flags_text__contains=f'"{value}"')
        text = Cast("flags", models.TextField())
        return queryset.annotate(flags_text=text).filter(wanted)


# Of a website.
FEWEST_LETTERS = 3


def in_order(queryset: models.QuerySet) -> models.QuerySet:
    """The queue first, the oldest at its top; then the newest."""
    waiting = When(state=State.WAITING, then="confirmed_at")
    return queryset.order_by(
        Case(waiting, default=None).asc(nulls_last=True), "-created_at", "-pk"
    )


def search(queryset: models.QuerySet, query: str) -> models.QuerySet:
    """By name, reference or website; each has an index of its own, that of websites by
    three letters."""
    rows = Signature.objects.order_by()
    ways = [rows.filter(reference=query.strip().upper())]
    if len(query) >= FEWEST_LETTERS:
        ways.append(rows.filter(website__icontains=query))
    found = rows.named_like(query).values("pk")
    return queryset.filter(pk__in=found.union(*(way.values("pk") for way in ways)))


def listed(params: QueryDict, request: HttpRequest) -> models.QuerySet:
    """What the index lists for a query; nothing for one that it does not know."""
    filters = SignatureFilterSet(params, request=request)
    if not filters.is_valid():
        return Signature.objects.none()
    queryset = filters.filter_queryset(in_order(Signature.objects.all()))
    if query := params.get("q", "").replace("\0", ""):
        queryset = search(queryset, query)
    return queryset


def mail_check(row: Any) -> Words:
    """Of a signature of the list, which has ``current``."""
    person = row.current[0] if row.current else None
    return matching.check_mail(row, person).label


class TwinsColumn(Column):
    """How many look like it, and the place where they are compared."""

    cell_template_name = "review/twins_cell.html"

    def get_value(self, instance: Signature) -> str:
        return str(getattr(instance, "twins", 0) or "")


class WebsiteColumn(Column):
    cell_template_name = "review/website_cell.html"

    def get_value(self, instance: Signature) -> Words:
        return website(instance.website)


def flags(signature: Signature) -> str:
    names = dict(Signature.Flag.choices)
    return ", ".join(str(names.get(flag, flag)) for flag in signature.flags)


class IndexView(generic.IndexView):
    FORMATS = ("csv",)
    add_item_label = staff_("Enter a signature on paper")

    def get_base_queryset(self) -> models.QuerySet:
        current = Signatory.objects.filter(is_current=True)
        people: Any = Prefetch("people", current, to_attr="current")
        return Signature.objects.select_related("text").prefetch_related(people)

    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        if self.ordering:
            return queryset.order_by(self.ordering, "-pk")
        return in_order(queryset)

    def search_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return search(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        here = reverse(self.index_url_name)
        buttons = [
            Button(
                staff_("Download this list (CSV)"),
                url=f"{here}?{export_query(query)}",
                icon_name="download",
                priority=30,
            )
        ]
        if self.user_has_permission("moderate"):
            buttons += [
                Button(
                    staff_("Decide on this whole list"),
                    url=f"{reverse('signatures_review:bulk')}?{query.urlencode()}",
                    icon_name="tasks",
                    priority=10,
                ),
                Button(
                    staff_("Recent bulk decisions"),
                    url=reverse("signatures_review:batches"),
                    icon_name="history",
                    priority=20,
                ),
            ]
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        rows = [row for row in context["object_list"] if row.state in Signature.OPEN]
        if not rows:
            return context
        people = [row.current[0] if row.current else None for row in rows]
        counted = likeness.counted(zip(rows, people, strict=True))
        for row in rows:
            row.twins = counted[row.pk]
        return context

    def write_csv_response(self, queryset: models.QuerySet) -> HttpResponse:
        # Public facts and the state: no person, no mail domain.
        rows = queryset.prefetch_related(None).values_list(*EXPORTED)
        return super().write_csv_response(rows)

    def stream_csv(self, queryset: models.QuerySet) -> Iterator[str]:
        writer = csv.writer(Lines())
        yield writer.writerow(name.replace("__", "_") for name in EXPORTED)
        for row in queryset.iterator(chunk_size=2000):
            yield writer.writerow(map(cell, row))


def export_query(query: QueryDict) -> str:
    query = query.copy()
    query["export"] = "csv"
    return query.urlencode()


def cell(value: object) -> str:
    if isinstance(value, list):
        value = " ".join(value)
    return "" if value is None else safe(str(value))


class PaperView(generic.CreateView):
    page_title = staff_("Enter a signature on paper")

    def save_instance(self) -> Signature:
        form = self.form
        return signing.sign_on_paper(
            form.save(commit=False), form.cleaned_data["signed_on"], self.request.user
        )

    def form_valid(self, form: PaperForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.add_error(
                "name",
                staff_(
                    "A signature on paper under this name and country is there already."
                ),
            )
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        return reverse("signatures_review:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


class SignatureViewSet(LimitedViewSet):
    model = Signature
    name = "signatures_review"
    url_prefix = "signatures"
    icon = "edit"
    menu_label = staff_("Signatures")
    menu_order = 231
    # To review is to change; to moderate is to do so in bulk.
    actions = ("view", "add", "change", "moderate")
    pages = ("index", "index_results", "add", "inspect")
    index_view_class = IndexView
    add_view_class = PaperView
    inspect_view_class = InspectView
    filterset_class = SignatureFilterSet
    list_export = EXPORTED
    export_filename = "signatures"
    search_fields = ["search_name", "reference", "website"]
    list_display = [
        "name",
        TwinsColumn("twins", label=staff_("Likely twins")),
        Column(
            "country_name", label=staff_("Country or territory"), sort_key="country"
        ),
        Column("get_kind_display", label=staff_("Kind"), sort_key="kind"),
        StatusTagColumn(
            "get_state_display",
            label=staff_("State"),
            sort_key="state",
            primary=lambda signature: signature.state == State.WAITING,
        ),
        WebsiteColumn("website", label=staff_("Website")),
        Column("flags", label=staff_("Flags"), accessor=flags),
        Column(
            "created_at",
            label=staff_("Received"),
            accessor=lambda signature: moment(signature.created_at),
            sort_key="created_at",
        ),
        Column("mail", label=staff_("Mail fits website"), accessor=mail_check),
    ]

    def get_form_class(self, for_update: bool = False) -> type[PaperForm]:
        return PaperForm

    def get_urlpatterns(self) -> list:
        return super().get_urlpatterns() + [
            path("bulk/", self.construct_view(BulkView, listed=listed), name="bulk"),
            path("batches/", self.construct_view(BatchesView), name="batches"),
            path("batches/<uuid:batch>/", self.construct_view(BatchView), name="batch"),
        ]
