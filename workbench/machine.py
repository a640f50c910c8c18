"""Drafts by a machine: for a page from its editor, for many pages as a job."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request

from desk.pages import signed_in
from limits.budgets import TooManyError, spend
from openheritage.names import number
from openheritage.po import Fault
from translations import jobs, machine
from translations.drafting import MACHINE
from translations.editor import editable, is_locked
from translations.files.views import listed
from translations.rights import COORDINATE

from .files_form import ChoiceForm

RULE = "machine"


def may_begin(user: User) -> bool:
    return machine.is_on() and user.has_perm(COORDINATE)


def ask_once(user: User) -> str:
    """Why somebody has to wait; empty if they need not."""
    try:
        spend(RULE, user=str(user.pk))
    except TooManyError as error:
        minutes = max(1, error.wait // 60)
        return staff_n(
            "You have asked the machine often. Try again in %(count)s minute.",
            "You have asked the machine often. Try again in %(count)s minutes.",
            minutes,
        ) % {"count": number(minutes)}
    return ""


def say(request: HttpRequest, drafted: machine.Drafted) -> None:
    faults = [Fault(0, words, reason) for words, reason in drafted.left_out]
    if not drafted.stored and not faults:
        messages.info(request, staff_("There is nothing left to be drafted."))
        return
    words = staff_n(
        "%(machine)s has drafted %(count)s sentence. Read it, then change or "
        "confirm it.",
        "%(machine)s has drafted %(count)s sentences. Read each, then change or "
        "confirm it.",
        drafted.stored,
    ) % {"machine": machine.name(), "count": number(drafted.stored)}
    if faults:
        left = staff_("These were left out:")
        messages.warning(request, format_html("{} {} {}", words, left, listed(faults)))
    else:
        messages.success(request, words)


@require_POST
def draft(request: HttpRequest, translation_id: int) -> HttpResponse:
    """In place of localize's own, which stores what comes and fails with an error."""
    if not machine.is_on():
        raise Http404
    translation = editable(request, translation_id)
    back = redirect(
        get_valid_next_url_from_request(request)
        or translation.get_target_instance_edit_url()
    )
    if is_locked(request, translation):
        messages.error(request, staff_("This page is locked."))
        return back
    user = signed_in(request)
    if wait := ask_once(user):
        messages.error(request, wait)
        return back
    try:
        say(request, machine.draft(translation, user))
    except machine.MachineError as error:
        nothing = staff_("Nothing was changed.")
        messages.error(request, f"{error} {nothing}")
    return back


class DraftsForm(ChoiceForm):
    """Which pages, and into which language: a machine costs money."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        language: Any = self.fields["language"]
        language.required = True
        codes = [(code, label) for code, label in language.choices if code]
        language.choices = [("", staff_("Choose a language")), *codes]


class DraftsView(WagtailAdminTemplateMixin, FormView):
    template_name = "workbench/machine.html"
    form_class = DraftsForm
    header_icon = "cogs"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not machine.is_on():
            raise Http404
        if not signed_in(request).has_perm(COORDINATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("Machine drafts")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": signed_in(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "words": {
                "help": staff_(
                    "%(machine)s drafts what nobody has translated yet. It is sent the "
                    "published originals, and nothing else. Each sentence waits for a "
                    "person who changes or confirms it; nothing goes live by it."
                )
                % {"machine": machine.name()},
                "button": staff_("Draft"),
            },
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = signed_in(self.request)
        if wait := ask_once(user):
            form.add_error(None, wait)
            return self.form_invalid(form)
        chosen = form.translations() if isinstance(form, DraftsForm) else []
        order = {"translations": [row.pk for row in chosen]}
        return redirect(
            reverse("workbench_job", args=[jobs.begin(MACHINE, order, user).pk])
        )


def urls() -> list:
    return [
        path("translations/machine/", DraftsView.as_view(), name="workbench_machine"),
        path("translations/machine/<int:translation_id>/", draft, name="machine_draft"),
        path("localize/translate/<int:translation_id>/machine_translate/", draft),
    ]
