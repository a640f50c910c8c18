"""The people behind volunteers' translations, for data keepers with a second factor."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from desk.pages import signed_in
from desk.sections import Action, Section, table
from desk.two_factor import SecondFactorMixin
from desk.viewsets import LimitedViewSet
from events.models import Event
from openheritage.names import language_name_here
from openheritage.words import moment

from . import offering
from .models import Volunteer


def looked(request: HttpRequest, people: Iterable[Volunteer], where: str) -> None:
    """Recorded, as each look at a signatory is."""
    Event.objects.bulk_create(
        Event(
            verb="looked",
            about="volunteer",
            about_id=person.pk,
            actor=signed_in(request),
            data={"in": where},
        )
        for person in people
    )


class IndexView(SecondFactorMixin, generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        return Volunteer.objects.select_related("offer__locale")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        looked(self.request, context["object_list"], "list")
        return context


class InspectView(SecondFactorMixin, generic.InspectView):
    template_name = "desk/sections.html"
    page_title = staff_("Volunteer data")

    def get_object(self, queryset: models.QuerySet | None = None) -> Volunteer:
        rows = Volunteer.objects.select_related("offer__locale")
        return get_object_or_404(rows, pk=self.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        if request.POST.get("action") != "erase":
            raise Http404
        offering.erase(self.object.address_key, signed_in(request))
        messages.success(request, staff_("Name, address and credits are erased."))
        return redirect(self.index_url_name)

    def get_fields_context(self) -> list:
        return []  # sections instead

    def get_context_data(self, **kwargs: Any) -> dict:
        looked(self.request, [self.object], "page")
        return super().get_context_data(**kwargs) | {
            "sections": [self.person(), self.consents(), *self.erasing()]
        }

    def person(self) -> Section:
        person = self.object
        return Section(
            "person",
            staff_("Person"),
            rows=[
                (staff_("Page"), person.offer.page_title),
                (staff_("Translated into"), str(person.offer.locale)),
                (staff_("State"), person.offer.get_state_display()),
                (staff_("Name"), person.name),
                (staff_("E-mail"), person.email),
                (staff_("Language"), language_name_here(person.language)),
                (
                    staff_("Thanked by name"),
                    staff_("yes") if person.is_thanked else staff_("no"),
                ),
                (staff_("Since"), moment(person.created_at)),
            ],
        )

    def consents(self) -> Section:
        rows = self.object.consents.select_related("wording").order_by("pk")
        return Section(
            "consents",
            staff_("Consents"),
            table=table(
                rows,
                (staff_("Purpose"), lambda row: row.wording.about.label),
                (staff_("Version"), lambda row: row.wording.number),
                (
                    staff_("Language"),
                    lambda row: language_name_here(row.wording.language),
                ),
                (staff_("Words"), lambda row: row.wording.text),
                (staff_("Given"), lambda row: moment(row.given_at)),
            ),
        )

    def erasing(self) -> list[Section]:
        if not self.user_has_permission("delete"):
            return []
        note = staff_(
            "Forgets name and address with all that this mailbox has sent, thanks them "
            "no longer, and deletes what nobody has accepted. Accepted words stay."
        )
        erase = Action("erase", staff_("Erase the person"), note=note, is_serious=True)
        return [Section("erase", staff_("Erase"), actions=[erase])]


class VolunteerViewSet(LimitedViewSet):
    model = Volunteer
    name = "volunteer_data"
    url_prefix = "volunteer-data"
    icon = "user"
    menu_order = 233
    actions = ("view", "delete")
    pages = ("index", "index_results", "inspect")
    index_view_class = IndexView
    inspect_view_class = InspectView
    # Each row that is shown is recorded.
    list_per_page = 20
    # By page: a search stands in the address, where no person may be named.
    search_fields = ["offer__page_title"]
    list_display = [
        "name",
        Column("offer.page_title", label=staff_("Page")),
        Column("offer.locale", label=staff_("Language")),
        Column("created_at", label=staff_("Since"), sort_key="created_at"),
    ]
    ordering = "-created_at"
