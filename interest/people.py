"""Individuals who want to be written to, for data keepers with a second factor; and
how many there are, for others."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import ngettext as staff_n
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from desk.pages import signed_in
from desk.sections import Action, Section, table
from desk.two_factor import SecondFactorMixin
from desk.viewsets import LimitedViewSet
from events.deeds import NotNowError
from events.models import Event
from openheritage.locales import locale_ids
from openheritage.names import language_name_here
from openheritage.spreadsheets import CONTENT_TYPE
from openheritage.words import moment

from . import mailing, subscribing
from .models import Subscriber, Topic
from .numbers import NumbersView, SectionsPage
from .subscribing import SUBJECT


def looked(request: HttpRequest, people: Iterable[Subscriber], where: str) -> None:
    """Recorded, as each look at a signatory is."""
    Event.objects.bulk_create(
        Event(
            verb="looked",
            about=SUBJECT,
            about_id=person.pk,
            actor=signed_in(request),
            data={"in": where},
        )
        for person in people
    )


def language_choices() -> list[tuple[str, str]]:
    return [(code, language_name_here(code)) for code in locale_ids()]


def with_topic(
    rows: models.QuerySet[Subscriber], topic: str
) -> models.QuerySet[Subscriber]:
    """Codes are written with quotes around them, and none holds another's."""
    return rows.filter(topics__icontains=f'"{topic}"') if topic else rows


class SubscriberFilterSet(WagtailFilterSet):
    """No search: it stands in the address, where no person may be named."""

    language = ChoiceFilter(label=staff_("Language"), choices=language_choices)
    topic = ChoiceFilter(
        label=staff_("Topic"),
        choices=Topic.choices,
        method=lambda rows, _name, value: with_topic(rows, value),
    )

    class Meta:
        model = Subscriber
        fields = ["state", "language"]


class IndexView(SecondFactorMixin, generic.IndexView):
    export_url_name = None
    numbers_url_name = None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                staff_("List for mailing tools"),
                url=reverse(self.export_url_name),
                icon_name="download",
            ),
            HeaderButton(
                staff_("Numbers"), url=reverse(self.numbers_url_name), icon_name="view"
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        looked(self.request, context["object_list"], "list")
        return context


class ExportForm(forms.Form):
    topic = forms.ChoiceField(
        required=False,
        choices=[("", staff_("All topics")), *Topic.choices],
        label=staff_("Topic"),
    )
    language = forms.ChoiceField(required=False, label=staff_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", staff_("All languages")), *language_choices()]
        self.fields["language"] = forms.ChoiceField(
            required=False, choices=choices, label=staff_("Language")
        )

    @property
    def people(self) -> models.QuerySet[Subscriber]:
        rows = with_topic(
            Subscriber.objects.confirmed(), self.cleaned_data.get("topic", "")
        )
        if language := self.cleaned_data.get("language"):
            rows = rows.filter(language=language)
        return rows


class ExportView(SecondFactorMixin, SectionsPage):
    """Says what is about to leave; only the form's POST hands it out, recorded."""

    page_title = staff_("List for mailing tools")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ExportForm(request.POST)
        if not form.is_valid():
            raise Http404
        people = form.people
        Event.objects.record(
            "list exported",
            SUBJECT,
            0,
            actor=signed_in(request),
            number=people.count(),
            **{name: value for name, value in form.cleaned_data.items() if value},
        )
        response = StreamingHttpResponse(
            mailing.lines(people), content_type=CONTENT_TYPE
        )
        response["Content-Disposition"] = 'attachment; filename="interest.csv"'
        return response

    def sections(self) -> list[Section]:
        number = Subscriber.objects.confirmed().count()
        words = staff_n(
            "%(number)s person has confirmed.",
            "%(number)s people have confirmed.",
            number,
        ) % {"number": number}
        note = staff_(
            "Take the list anew before each mailing, and put the address in the column "
            "“unsubscribe” into each mail: who follows it is deleted here at once. "
            "Delete the file afterwards. That you took it is recorded."
        )
        action = Action("export", staff_("Download the list"), ExportForm(), note=note)
        return [Section("export", words, actions=[action])]


class InspectView(SecondFactorMixin, generic.InspectView):
    template_name = "desk/sections.html"
    page_title = staff_("Interested individual")

    def get_object(self, queryset: models.QuerySet | None = None) -> Subscriber:
        return get_object_or_404(Subscriber, pk=self.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, user = request.POST.get("action", ""), signed_in(request)
        needed = {"release": "change", "erase": "delete"}.get(action)
        if needed is None:
            raise Http404
        if not self.user_has_permission(needed):
            raise PermissionDenied
        if action == "erase":
            subscribing.erase(self.object.address_key, actor=user)
            messages.success(request, staff_("Name and address are erased."))
            return redirect(self.index_url_name)
        try:
            subscribing.release(self.object, user)
        except NotNowError:
            messages.error(request, staff_("It does not lie in quarantine any more."))
        else:
            messages.success(request, staff_("Released: they are asked to confirm."))
        return redirect(request.path)

    def get_fields_context(self) -> list:
        return []  # sections instead

    def get_context_data(self, **kwargs: Any) -> dict:
        looked(self.request, [self.object], "page")
        return super().get_context_data(**kwargs) | {
            "sections": [
                self.person(),
                self.consents(),
                *self.releasing(),
                *self.erasing(),
            ],
            "media": forms.Media(),
        }

    def person(self) -> Section:
        person = self.object
        flags = [str(Subscriber.Flag(flag).label) for flag in person.flags]
        return Section(
            "person",
            staff_("Person"),
            rows=[
                (staff_("State"), person.get_state_display()),
                (staff_("Suspicious"), ", ".join(flags)),
                (staff_("Name"), person.name),
                (staff_("E-mail"), person.email),
                (staff_("Language"), language_name_here(person.language)),
                (staff_("Topics"), ", ".join(person.topic_labels)),
                (staff_("Received"), moment(person.created_at)),
                (staff_("Confirmed"), moment(person.confirmed_at)),
                (staff_("Asked whether to go on"), moment(person.asked_at)),
                (staff_("Ends"), moment(subscribing.ends_at(person))),
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

    def releasing(self) -> list[Section]:
        is_held = self.object.state == Subscriber.State.QUARANTINED
        if not is_held or not self.user_has_permission("change"):
            return []
        note = staff_("Sends the mail in which the address is confirmed.")
        release = Action("release", staff_("Release"), note=note)
        return [Section("release", staff_("Quarantine"), actions=[release])]

    def erasing(self) -> list[Section]:
        if not self.user_has_permission("delete"):
            return []
        note = staff_("Forgets this mailbox: nobody writes to it about heritage again.")
        erase = Action("erase", staff_("Erase the person"), note=note, is_serious=True)
        return [Section("erase", staff_("Erase"), actions=[erase])]


class SubscriberViewSet(LimitedViewSet):
    model = Subscriber
    name = "interest_data"
    url_prefix = "interest"
    icon = "mail"
    menu_label = staff_("Interested individuals")
    menu_order = 235
    actions = ("view", "change", "delete", "count")
    pages = ("index", "index_results", "inspect")
    index_view_class = IndexView
    inspect_view_class = InspectView
    # Each row that is shown is recorded.
    list_per_page = 20
    filterset_class = SubscriberFilterSet
    search_fields = None
    list_display = [
        Column("email", label=staff_("E-mail")),
        "name",
        Column("get_state_display", label=staff_("State"), sort_key="state"),
        Column(
            "topic_labels",
            label=staff_("Topics"),
            accessor=lambda row: ", ".join(row.topic_labels),
        ),
        Column(
            "language",
            label=staff_("Language"),
            accessor=lambda row: language_name_here(row.language),
            sort_key="language",
        ),
        Column(
            "confirmed_at",
            label=staff_("Confirmed"),
            accessor=lambda row: moment(row.confirmed_at),
            sort_key="confirmed_at",
        ),
    ]
    ordering = "-created_at"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_common_view_kwargs(
            export_url_name=self.get_url_name("export"),
            numbers_url_name=self.get_url_name("numbers"),
            **kwargs,
        )

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("export/", self.construct_view(ExportView), name="export"),
            path("numbers/", self.construct_view(NumbersView), name="numbers"),
        ]
