"""Translations → Reported errors: what readers report, for those who review."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as staff_
from django.utils.translation import gettext_lazy as staff_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.pages import signed_in
from desk.sections import Action, Section, table
from events.deeds import NotNowError
from openheritage.templatetags.site import language_attributes
from openheritage.text import for_mail
from openheritage.words import moment
from statement.differences import Change
from statement.models import StatementText
from workbench.addresses import sentence_url

from . import clauses, reporting
from .models import Report
from .models.report import LONGEST

State = Report.State

# Of each list; the oldest of what waits come first.
SHOWN = 100


class ReportsView(WagtailAdminTemplateMixin, TemplateView):
    """Of the languages that somebody reviews, the oldest first."""

    template_name = "desk/sections.html"
    header_icon = "warning"
    _show_breadcrumbs = True

    def get_page_title(self) -> str:
        return staff_("Reported errors")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reporting.languages_of(signed_in(request)).exists():
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        rows = reporting.reports_for(signed_in(self.request))
        oldest = rows.order_by("created_at", "pk")
        done = rows.filter(state__in=Report.CLOSED).order_by("-closed_at", "-pk")
        sections = [
            section(
                "open",
                staff_("Waiting for an answer"),
                oldest.filter(state=State.OPEN)[:SHOWN],
                staff_("Nothing waits."),
            ),
            section(
                "held",
                staff_("In quarantine"),
                oldest.filter(state=State.QUARANTINED)[:SHOWN],
            ),
            section("done", staff_("Dealt with lately"), done[:SHOWN]),
        ]
        return super().get_context_data(**kwargs) | {
            "sections": [each for each in sections if each],
            "media": Media(),
        }


def section(
    name: str, title: str, rows: Iterable[Report], empty: str = ""
) -> Section | None:
    found = table(
        rows,
        (staff_("Place"), lambda row: clauses.name_of(row.label)),
        (staff_("Language"), lambda row: str(row.locale)),
        (staff_("What is wrong"), lambda row: excerpt(row.problem)),
        (staff_("State"), lambda row: row.get_state_display()),
        (staff_("Received"), lambda row: moment(row.created_at)),
        url=lambda row: reverse("volunteers_report", args=[row.pk]),
    )
    if found is None and not empty:
        return None
    return Section(name, title, note="" if found else empty, table=found)


def excerpt(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:80].rstrip()}…"


class NoteForm(forms.Form):
    answer = forms.ChoiceField(
        choices=[
            (State.MENDED.value, staff_lazy("It is mended")),
            (State.REFUSED.value, staff_lazy("It is no error")),
        ],
        widget=forms.RadioSelect,
        label=staff_lazy("Answer"),
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=staff_lazy("Note"),
        help_text=staff_lazy("For other reviewers; readers do not see it."),
    )

    def clean_note(self) -> str:
        return for_mail(self.cleaned_data["note"]).replace("\0", "").strip()


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "desk/sections.html"
    header_icon = "warning"
    _show_breadcrumbs = True
    note_form: NoteForm | None = None

    @cached_property
    def report(self) -> Report:
        """Those of other languages are not there."""
        rows = reporting.reports_for(signed_in(self.request))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return clauses.name_of(self.report.label)

    def get_page_subtitle(self) -> str:
        return str(self.report.locale)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("volunteers_reports"), "label": staff_("Reported errors")},
            {"url": "", "label": self.get_page_title()},
        ]

    # Deciding ---------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user, report = signed_in(request), self.report
        action = request.POST.get("action", "")
        done = {
            State.MENDED.value: staff_("Closed: it is mended."),
            State.REFUSED.value: staff_("Closed: it was no error."),
            "reopen": staff_("It waits again."),
            "release": staff_("Released: it waits for an answer now."),
            "discard": staff_("Deleted."),
        }
        form = NoteForm(request.POST)
        if action == "close":
            if not form.is_valid():
                self.note_form = form
                return self.render_to_response(self.get_context_data())
            action = form.cleaned_data["answer"]
        elif action in State.values:
            raise Http404
        if action not in done:
            raise Http404
        try:
            if action in State.values:
                note = form.cleaned_data["note"]
                reporting.close(report, user, State(action), note)
            else:
                deed = getattr(reporting, action)
                deed(report, user)
        except NotNowError:
            messages.error(request, staff_("Somebody else was faster: look again."))
        else:
            messages.success(request, done[action])
        if action in ("reopen", "release"):
            return redirect(request.path)
        return redirect("volunteers_reports")

    # Showing ----------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {
            "sections": [self.facts(), self.words(), *self.deciding()],
            "media": Media(),
        }

    def facts(self) -> Section:
        report = self.report
        flags = dict(Report.Flag.choices)
        links: list[tuple[str, str]] = []
        if found := reporting.sentence_of(report):
            links = [(staff_("Open the sentence in the editor"), sentence_url(*found))]
        return Section(
            "report",
            staff_("What was reported"),
            rows=[
                (staff_("State"), report.get_state_display()),
                (staff_("What is wrong"), lines(report.problem)),
                (staff_("How it should read"), lines(report.suggestion)),
                (staff_("Version"), report.text.version.number),
                (staff_("Received"), moment(report.created_at)),
                *((staff_("Flag"), flags.get(flag, flag)) for flag in report.flags),
                (staff_("Closed"), moment(report.closed_at)),
                (staff_("By"), report.closed_by or ""),
                (staff_("Note"), lines(report.note)),
            ],
            links=links,
        )

    def words(self) -> Section:
        report = self.report
        now = reporting.shown_now(report)
        then = "\n".join(clauses.words_at(report.text, report.label))
        here = "\n".join(clauses.words_at(now, report.label)) if now else ""
        if not report.label:
            then, here = title_of(report.text), title_of(now) if now else ""
        rows = [(staff_("When it was reported"), self.marked(lines(then)))]
        if now is None:
            note = staff_("Readers have no translation at the moment.")
        elif then == here:
            note = staff_("These words have not changed since.")
        else:
            note = staff_("These words have changed since.")
            difference = Change(report.label, then, here).html
            rows.append((staff_("What has changed"), self.marked(difference)))
        return Section("words", staff_("The words"), note=note, rows=rows)

    def marked(self, html: SafeString) -> SafeString:
        attributes = language_attributes(self.report.language)
        return format_html("<div{}>{}</div>", attributes, html)

    def deciding(self) -> list[Section]:
        state, form = self.report.state, self.note_form or NoteForm()
        if state == State.OPEN:
            title = staff_("Answer")
            actions = [Action("close", staff_("Close"), form)]
        elif state == State.QUARANTINED:
            title = staff_("In quarantine")
            actions = [
                Action("release", staff_("Release")),
                Action("discard", staff_("Delete"), is_serious=True),
            ]
        else:
            title = staff_("Undo")
            actions = [Action("reopen", staff_("Let it wait again"), is_minor=True)]
        return [Section("answer", title, actions=actions)]


def title_of(text: StatementText) -> str:
    return text.lines[0][1]


def lines(text: str) -> SafeString:
    return format_html_join(
        mark_safe("<br>"), "{}", ((each,) for each in text.split("\n"))
    )
