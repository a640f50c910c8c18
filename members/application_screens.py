"""Applications in the admin: the queue, and the page on which staff decide on one."""

from typing import Any, cast

import django_filters
from django import forms
from django.db import models
from django.db.models import Case, When
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic

from desk import records
from desk.decisions import Decision, DecisionForm
from desk.pages import DecisionView
from desk.sections import Section, Words, link, table, website
from desk.viewsets import LimitedViewSet
from openheritage.names import language_name_here
from openheritage.words import moment
from ror import matching as registry

from . import deciding, drafts, twins
from .application_forms import AcceptForm, AskForm, Candidate, DeclineForm
from .application_history import WORDS, more
from .models import Application
from .transitions import SUBJECT, TRANSITIONS

State = Application.State

ALL = [
    Decision(
        "accept",
        staff_("Accept"),
        staff_(
            "Accepted. The applicant is told by mail, with the link to the profile."
        ),
        TRANSITIONS["accept"].sources,
        lambda row, actor, form: deciding.accept(
            row, actor, form.chosen(), seen=form.cleaned_data["seen"]
        ),
        AcceptForm,
        staff_(
            "A profile is made as a draft. The contact completes it; you publish it."
        ),
    ),
    Decision(
        "ask",
        staff_("Ask back"),
        staff_("Your question is on its way."),
        TRANSITIONS["ask"].sources,
        lambda row, actor, form: deciding.ask(
            row,
            actor,
            form.cleaned_data["words"],
            question=form.cleaned_data["question"],
            seen=form.cleaned_data["seen"],
        ),
        AskForm,
        staff_("The application leaves the queue until it is answered."),
        is_folded=True,
    ),
    Decision(
        "release",
        staff_("Release from quarantine"),
        staff_("Released. The applicant now gets the mail that asks to confirm."),
        TRANSITIONS["release"].sources,
        lambda row, actor, form: deciding.release(row, actor),
    ),
    Decision(
        "decline",
        staff_("Decline"),
        staff_("Declined."),
        TRANSITIONS["decline"].sources,
        lambda row, actor, form: deciding.decline(
            row,
            actor,
            form.cleaned_data["reason"],
            form.cleaned_data["words"],
            seen=form.cleaned_data["seen"],
        ),
        DeclineForm,
        staff_("Who has not confirmed is not written to."),
        is_serious=True,
        is_folded=True,
    ),
    Decision(
        "reopen",
        staff_("Take the decision back"),
        staff_("Taken back. Mails that had not left are not sent."),
        TRANSITIONS["reopen"].sources,
        lambda row, actor, form: deciding.reopen(row, actor),
        note=staff_(
            "It lies in the queue again. A draft profile that was made for it is "
            "deleted, and what the contact has sent for it."
        ),
        fits=lambda row: bool(row.duplicate_key) and deciding.may_reopen(row),
        is_serious=True,
    ),
]


def field(name: str) -> models.Field:
    return cast(models.Field, Application._meta.get_field(name))


def shown(row: Application, name: str) -> Words:
    """A fact, a code in the words of its choice."""
    value = getattr(row, name)
    return dict(field(name).flatchoices).get(value, value)


class InspectView(DecisionView):
    page_title = staff_("Application")
    decisions = ALL
    taken = staff_("Another application of the organisation has taken its place.")

    def get_object(self, queryset: models.QuerySet | None = None) -> Application:
        rows = Application.objects.select_related(
            "text__version", "text__locale", "organisation", "member"
        )
        return get_object_or_404(rows, pk=self.pk)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return twins.candidates(self.object)

    @cached_property
    def others(self) -> list[Application]:
        return twins.others(self.object)

    def make_form(self, decision: Decision, data: dict | None = None) -> DecisionForm:
        form = super().make_form(decision, data)
        if isinstance(form, AcceptForm):
            form.offer(self.candidates)
        return form

    def facts(self) -> list[Section | None]:
        return [self.twins_section(), self.entry(), self.checks(), self.result()]

    def to_decide(self) -> list[Section | None]:
        return list(self.decision_sections(ALL))

    def records(self) -> list[Section | None]:
        found = [
            registry.section(self.object.facts),
            self.text_accepted(),
            records.mails(SUBJECT, self.object.pk),
            records.history(SUBJECT, self.object.pk, WORDS, more),
        ]
        for section in filter(None, found):
            section.is_folded = True
        return found

    def twins_section(self) -> Section | None:
        if not self.others or self.object.state not in Application.OPEN:
            return None
        found = table(
            self.others,
            (staff_("Name"), lambda row: link(address(row.pk), row.name)),
            (staff_("State"), lambda row: row.get_state_display()),
            (staff_("Country or territory"), lambda row: row.country_name),
            (staff_("Website"), lambda row: website(row.website)),
            (staff_("Received"), lambda row: moment(row.created_at)),
        )
        note = staff_("These applications may be of the same organisation.")
        return Section("twins", staff_("Likely twins"), note=note, table=found)

    def entry(self) -> Section:
        row = self.object
        facts: list[tuple[Words, Any]] = [
            (field(name).verbose_name, shown(row, name))
            for name in row.facts
            if name != "website"
        ]
        return Section(
            "facts",
            staff_("Application"),
            rows=[
                (staff_("State"), row.get_state_display()),
                *facts,
                (staff_("Website"), website(row.website)),
                (staff_("Motivation"), linebreaksbr(row.motivation)),
                (staff_("Answer to your question"), linebreaksbr(row.answer)),
                (staff_("Language"), language_name_here(row.language)),
                (staff_("Received"), moment(row.created_at)),
                (staff_("Confirmed"), moment(row.confirmed_at)),
                (staff_("Decided or ended"), moment(row.closed_at)),
            ],
        )

    def checks(self) -> Section:
        names = dict(Application.Flag.choices)
        row, links = self.object, []
        person = row.contact
        if person and self.request.user.has_perm("members.view_contact"):
            url = reverse("contact_data:inspect", args=[person.pk])
            links.append((staff_("Contact data"), url))
        return Section(
            "checks",
            staff_("Checks"),
            rows=[
                (staff_("Mail fits website"), twins.mail_check(row)),
                *((staff_("Flag"), names.get(flag, flag)) for flag in row.flags),
            ],
            links=links,
        )

    def result(self) -> Section | None:
        """What the acceptance has made, to be looked at and published."""
        row = self.object
        if row.member is None:
            return None
        pages = [
            (
                staff_("Profile in %(language)s (%(state)s)")
                % {
                    "language": language_name_here(page.language),
                    "state": page.status_string,
                },
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
            )
            for page in drafts.profiles(row.member)
        ]
        organisation = row.organisation
        if organisation is not None:
            name = "wagtailsnippets_organisations_organisation:edit"
            pages.append((organisation.name, reverse(name, args=[organisation.pk])))
        return Section("result", staff_("Profile and organisation"), links=pages)

    def text_accepted(self) -> Section:
        text = self.object.text
        return Section(
            "text",
            staff_("Text accepted"),
            rows=[
                (staff_("Version"), text.version.number),
                (staff_("Language of the text"), text.locale.get_display_name()),
                ("SHA-256", text.sha256),
            ],
            links=[(staff_("The text"), text.address)],
        )


def address(pk: int) -> str:
    return reverse("members_applications:inspect", args=[pk])


class FilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        choices=State.choices,
        label=staff_("State"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Application
        fields: list[str] = []


class IndexView(generic.IndexView):
    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """The queue first, the oldest at its top; then the newest."""
        if self.ordering:
            return queryset.order_by(self.ordering, "-pk")
        waits = When(state=State.WAITING, then=0)
        since = When(state=State.WAITING, then="confirmed_at")
        return queryset.order_by(
            Case(waits, default=1), Case(since, default=None), "-created_at", "-pk"
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        rows = [row for row in context["object_list"] if row.state in Application.OPEN]
        counted = twins.counted(rows) if rows else {}
        for row in context["object_list"]:
            row.twins = counted.get(row.pk) or ""
        return context


class ApplicationViewSet(LimitedViewSet):
    model = Application
    name = "members_applications"
    url_prefix = "applications"
    icon = "group"
    menu_label = staff_("Applications")
    menu_order = 232
    actions = ("view", "change")
    pages = ("index", "index_results", "inspect")
    index_view_class = IndexView
    inspect_view_class = InspectView
    filterset_class = FilterSet
    search_fields = ["name", "name_latin", "website"]
    list_display = [
        "name",
        Column("twins", label=staff_("Likely twins")),
        Column(
            "country_name", label=staff_("Country or territory"), sort_key="country"
        ),
        StatusTagColumn(
            "get_state_display",
            label=staff_("State"),
            sort_key="state",
            primary=lambda row: row.state == State.WAITING,
        ),
        Column(
            "language",
            label=staff_("Language"),
            accessor=lambda row: language_name_here(row.language),
        ),
        Column(
            "created_at",
            label=staff_("Received"),
            accessor=lambda row: moment(row.created_at),
            sort_key="created_at",
        ),
    ]
