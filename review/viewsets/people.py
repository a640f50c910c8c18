from typing import Any

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from desk.pages import signed_in
from desk.sections import Section, table
from desk.two_factor import SecondFactorMixin
from desk.viewsets import LimitedViewSet
from events.models import Event
from openheritage.names import language_name_here
from signatures.models import Signatory


def looked(request: HttpRequest, people: list[Signatory], where: str) -> None:
    """Records who saw whose data, before it is shown."""
    Event.objects.bulk_create(
        Event(
            verb="looked",
            about="signatory",
            about_id=person.pk,
            actor=signed_in(request),
            data={"in": where},
        )
        for person in people
    )


class IndexView(SecondFactorMixin, generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        return Signatory.objects.select_related("signature")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        looked(self.request, context["object_list"], "list")
        return context


class InspectView(SecondFactorMixin, generic.InspectView):
    template_name = "desk/sections.html"
    page_title = staff_("Signatory data")

    def get_object(self, queryset: models.QuerySet | None = None) -> Signatory:
        return get_object_or_404(
            Signatory.objects.select_related("signature"), pk=self.pk
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        looked(self.request, [self.object], "page")
        return super().get_context_data(**kwargs) | {
            "sections": [self.person(), self.consents()]
        }

    def person(self) -> Section:
        person = self.object
        return Section(
            "person",
            staff_("Person"),
            rows=[
                (staff_("Signature"), person.signature.name),
                (staff_("Reference"), person.signature.reference),
                (staff_("Name"), person.name),
                (staff_("Job title"), person.job_title),
                (staff_("E-mail"), person.email),
                (staff_("Language"), language_name_here(person.language)),
                (
                    staff_("Role"),
                    staff_("answers for the signature")
                    if person.is_current
                    else staff_("named as successor"),
                ),
                (staff_("Answer to reviewers"), linebreaksbr(person.answer)),
                (staff_("Since"), person.created_at),
                (staff_("Kept until"), person.retain_until),
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
                (staff_("Given"), lambda row: row.given_at),
            ),
        )


class SignatoryViewSet(LimitedViewSet):
    model = Signatory
    name = "signatory_data"
    url_prefix = "signatory-data"
    icon = "user"
    menu_order = 232
    pages = ("index", "index_results", "inspect")
    index_view_class = IndexView
    inspect_view_class = InspectView
    # Each row that is shown is recorded.
    list_per_page = 20
    # By organisation: a search stands in the address, where no person may be named.
    search_fields = ["signature__name", "signature__name_latin"]
    list_display = [
        "name",
        Column("job_title", label=staff_("Job title")),
        Column("signature", label=staff_("Organisation")),
        Column("retain_until", label=staff_("Kept until"), sort_key="retain_until"),
    ]
    ordering = "-created_at"
