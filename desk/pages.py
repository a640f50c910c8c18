"""The page on which staff look at one row and decide on it."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.views import generic

from events.deeds import NotNowError

from .decisions import Decision, DecisionForm
from .sections import Action, Section, Words


def signed_in(request: HttpRequest) -> User:
    """Who acts: nobody else gets into the admin."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class DecisionView(generic.InspectView):
    """Sections, some of them with forms, each posted back with its ``action``.

    In the order in which they are read on a phone: what is to be known first, what is
    decided, what is kept besides. On a wide screen the second stands beside the others.
    """

    template_name = "desk/decide.html"
    # All that the page may ever offer.
    decisions: list[Decision] = []
    # Said when another row stands in the way.
    taken: Words = staff_("Another one has taken its place.")

    @cached_property
    def may_decide(self) -> bool:
        return self.user_has_permission("change")

    def facts(self) -> list[Section | None]:
        """What has to be known."""
        raise NotImplementedError

    def to_decide(self) -> list[Section | None]:
        raise NotImplementedError

    def records(self) -> list[Section | None]:
        """What is kept about it besides."""
        return []

    def make_form(self, decision: Decision, data: dict | None = None) -> DecisionForm:
        return decision.form_class(data, row=self.object, prefix=decision.name)

    def address(self, row: models.Model) -> str:
        """Of the page about a row."""
        return self.get_inspect_url(row)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_decide:
            raise PermissionDenied
        name = request.POST.get("action", "")
        decision = next((one for one in self.decisions if one.name == name), None)
        if decision is None:
            raise Http404
        form = self.make_form(decision, request.POST)
        if not form.is_valid():
            messages.error(request, staff_("Nothing was done: see the form below."))
            self.invalid = {decision.name: form}
            return self.render_to_response(self.get_context_data())
        try:
            decision.act(self.object, signed_in(request), form)
        except NotNowError:
            messages.error(
                request,
                staff_(
                    "This is not possible any more: look at what has happened in the "
                    "meantime."
                ),
            )
        except IntegrityError:
            messages.error(request, self.taken)
        else:
            messages.success(request, decision.done)
        return redirect(request.path)

    def action(self, decision: Decision) -> Action:
        form = getattr(self, "invalid", {}).get(decision.name)
        return Action(
            decision.name,
            decision.label,
            form or self.make_form(decision),
            decision.note,
            decision.is_serious,
        )

    def decision_sections(self, decisions: list[Decision]) -> list[Section]:
        """One for each that the row's state allows, if the user may decide."""
        if not self.may_decide:
            return []
        return [
            Section(
                decision.name,
                decision.label,
                actions=[self.action(decision)],
                is_folded=decision.is_folded,
            )
            for decision in decisions
            if decision.is_open(self.object)
        ]

    def get_fields_context(self) -> list:
        return []  # sections instead

    def get_context_data(self, **kwargs: Any) -> dict:
        parts = {
            name: [section for section in made if section]
            for name, made in (
                ("facts", self.facts()),
                ("decide", self.to_decide()),
                ("record", self.records()),
            )
        }
        sections, media = list(chain(*parts.values())), Media()
        for section in sections:
            for action in section.actions:
                if action.form:
                    media += action.form.media
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "sections": sections,
            "media": media,
        }
