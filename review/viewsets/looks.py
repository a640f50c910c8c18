"""Who looked at whose data, for those who may look themselves; it names nobody."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from correspondence.emails import finders, subjects
from desk.sections import link
from desk.viewsets import LimitedPolicy, LimitedViewSet
from events.models import Event
from openheritage.words import Words, moment
from signatures.models import Signatory

SIGNATORY = "signatory"
PLACES: dict[str, Words] = {
    "list": staff_("in the list of signatory data"),
    "page": staff_("on the page of the person"),
    "review": staff_("on the page of the signature"),
}


def looks() -> models.QuerySet:
    """At signatories, and at whoever else a person's data are kept of."""
    return Event.objects.filter(verb="looked")


def accounts(request: HttpRequest | None) -> models.QuerySet:
    """Those who have ever looked."""
    own = looks().order_by().filter(actor=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(own)).order_by("username")


def place(row: Event) -> Words:
    place = row.data.get("in")
    # Each kind of data has a list of its own.
    is_told = row.about == SIGNATORY or place != "list"
    return PLACES.get(place, "") if is_told else ""


class LooksFilterSet(WagtailFilterSet):
    actor = django_filters.ModelChoiceFilter(label=staff_("Account"), queryset=accounts)
    at = django_filters.DateFromToRangeFilter(
        label=staff_("Day"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Event
        fields = ["actor", "at"]


class SignatureColumn(Column):
    def get_value(self, instance: Any) -> Words:
        if instance.about != SIGNATORY:
            found = finders.get(instance.about)
            if found is None:
                return ""
            subject = instance.subject
            return subject.name if subject else staff_("(deleted since)")
        row = instance.signature
        if row is None:
            return staff_("(deleted since)")
        return link(reverse("signatures_review:inspect", args=[row.pk]), row.name)


class IndexView(generic.IndexView):
    page_title = staff_("Looks at personal data")

    def get_base_queryset(self) -> models.QuerySet:
        return looks().select_related("actor")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        people = Signatory.objects.select_related("signature").in_bulk(
            {row.about_id for row in rows if row.about == SIGNATORY}
        )
        others = subjects(row for row in rows if row.about != SIGNATORY)
        for row in rows:
            person = people.get(row.about_id) if row.about == SIGNATORY else None
            row.signature = person.signature if person else None
            row.subject = others.get((row.about, row.about_id))
        return context


class LooksViewSet(LimitedViewSet):
    model = Event
    name = "looks"
    url_prefix = "looks"
    icon = "view"
    menu_label = staff_("Who looked")
    menu_order = 232
    index_view_class = IndexView
    filterset_class = LooksFilterSet
    search_fields = None
    list_display = [
        Column(
            "at",
            label=staff_("When"),
            accessor=lambda row: moment(row.at),
            sort_key="at",
        ),
        Column("actor", label=staff_("Account"), sort_key="actor"),
        SignatureColumn("signature", label=staff_("About")),
        Column(
            "place",
            label=staff_("Where"),
            accessor=place,
        ),
    ]
    ordering = "-at"

    @property
    def permission_policy(self) -> LimitedPolicy:
        """Of the data that was looked at."""
        return LimitedPolicy(Signatory, self.actions)

    def get_permissions_to_register(self) -> models.QuerySet:
        """None of its own."""
        return super().get_permissions_to_register().none()
