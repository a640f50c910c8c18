from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from desk import batches
from desk.pages import signed_in
from desk.sections import Action, Section, table, website
from openheritage.words import moment
from signatures.models import Signature
from signatures.transitions import SUBJECT

from .. import moderation
from ..forms import BulkForm
from ..history import WORDS

SAMPLES = 20


def samples(signatures: list[Signature]) -> Section:
    return Section(
        "samples",
        staff_("Samples"),
        table=table(
            signatures,
            (staff_("Name"), lambda row: row.name),
            (staff_("Country or territory"), lambda row: row.country_name),
            (staff_("Kind"), lambda row: row.get_kind_display()),
            (staff_("State"), lambda row: row.get_state_display()),
            (staff_("Website"), lambda row: website(row.website)),
            (staff_("Comment"), lambda row: row.comment),
            (staff_("Received"), lambda row: moment(row.created_at)),
            url=lambda row: reverse("signatures_review:inspect", args=[row.pk]),
        ),
    )


def tell(request: HttpRequest, result: batches.Result) -> None:
    messages.success(
        request,
        staff_(
            "Done: %(done)s. Skipped, since they have changed or their state did not "
            "allow it: %(skipped)s."
        )
        % {"done": result.done, "skipped": result.skipped},
    )
    if result.unclear:
        messages.warning(
            request,
            staff_(
                "Left in the queue, since it is not certain which organisation they "
                "are, or another signature looks like theirs; decide on each: "
                "%(unclear)s."
            )
            % {"unclear": result.unclear},
        )
    if result.left:
        messages.warning(
            request,
            staff_("Time was up; left for another run: %(left)s.")
            % {"left": result.left},
        )


class ModeratorView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "moderate"
    template_name = "desk/sections.html"
    header_icon = "tasks"
    index_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": staff_("Signatures")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {"sections": self.sections()}


class BulkView(ModeratorView):
    """One decision for everything that the index lists, after a look at samples."""

    page_title = staff_("Decide on a whole list")
    # Set by the viewset: what a query lists.
    listed: Callable[..., models.QuerySet] = Signature.objects.none
    form: BulkForm | None = None

    @cached_property
    def signatures(self) -> models.QuerySet:
        return self.listed(self.request.GET, self.request)

    @cached_property
    def count(self) -> int:
        return self.signatures.count()

    def make_form(self, data: QueryDict | None = None) -> BulkForm:
        return BulkForm(
            data, count=self.count, seen=lambda: moderation.seen_now(self.signatures)
        )

    def sections(self) -> list[Section]:
        states = dict(Signature.State.choices)
        counts = self.signatures.order_by().values_list("state").annotate(Count("pk"))
        rows = [(states[state], number) for state, number in counts]
        found = Section(
            "found",
            staff_("This list"),
            rows=[(staff_("Signatures"), self.count), *rows],
        )
        if self.count > batches.MOST:
            found.note = staff_(
                "One run decides on the first %(most)s; run it again for the rest."
            ) % {"most": batches.MOST}
        if not self.count:
            return [found]
        decide = Section(
            "decide",
            staff_("Decision"),
            note=staff_(
                "What is in no state for it is skipped. Mails wait for five minutes, "
                "so that you can undo it all."
            ),
            actions=[
                Action(
                    "run",
                    staff_("Decide on the whole list"),
                    self.form or self.make_form(),
                    is_serious=True,
                )
            ],
        )
        return [found, samples(list(self.signatures[:SAMPLES])), decide]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.make_form(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        data = self.form.cleaned_data
        result = moderation.run(
            self.signatures,
            data["action"],
            signed_in(request),
            reason=data["reason"],
            words=data["words"],
            seen=data["seen"],
        )
        tell(request, result)
        if not result.done:
            return redirect(self.index_url_name)
        return redirect("signatures_review:batch", result.batch)


class BatchesView(ModeratorView):
    page_title = staff_("Recent bulk decisions")
    header_icon = "history"

    def sections(self) -> list[Section]:
        found = table(
            batches.newest(SUBJECT, moderation.VERBS.values()),
            (staff_("When"), lambda row: moment(row["at"])),
            (staff_("By"), lambda row: row["username"]),
            (staff_("What"), lambda row: WORDS.get(row["what"], row["what"])),
            (staff_("Signatures"), lambda row: row["done"]),
            (staff_("Undone"), lambda row: row["undone"]),
            url=lambda row: reverse("signatures_review:batch", args=[row["batch"]]),
        )
        note = "" if found else staff_("There are none yet.")
        return [Section("batches", self.page_title, note=note, table=found)]


class BatchView(ModeratorView):
    page_title = staff_("Bulk decision")

    def batch(self) -> UUID:
        return self.kwargs["batch"]

    def events(self) -> models.QuerySet:
        return batches.events_of(SUBJECT, moderation.VERBS.values(), self.batch())

    def sections(self) -> list[Section]:
        events = self.events()
        first = events.select_related("actor").first()
        if first is None:
            raise Http404
        count = events.count()
        pks = events.values_list("about_id", flat=True)[:SAMPLES]
        signatures = Signature.objects.filter(pk__in=list(pks)).order_by("pk")
        about = Section(
            "batch",
            self.page_title,
            rows=[
                (staff_("When"), moment(first.at)),
                (staff_("By"), first.actor.get_username() if first.actor else ""),
                (staff_("What"), WORDS.get(first.verb, first.verb)),
                (staff_("Signatures"), count),
            ],
            actions=[
                Action(
                    "undo",
                    staff_("Undo all of it"),
                    note=staff_(
                        "Signatures on which somebody decided since are left alone."
                    ),
                    is_serious=True,
                )
            ],
        )
        return [about, samples(list(signatures))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.events().exists():
            raise Http404
        tell(request, moderation.undo(self.batch(), signed_in(request)))
        return redirect("signatures_review:batch", self.batch())
