"""The page on which a reviewer decides on one signature."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.views import generic

from .. import matching, review
from ..models import FACTS, Correction, Signatory, Signature
from ..staff_forms import CorrectionForm
from . import decisions, records
from .people import looked
from .sections import Action, Section, Words, table

MERGEABLE = (
    Signature.State.WAITING,
    Signature.State.ASKED,
    Signature.State.PUBLISHED,
)


def address(pk: int) -> str:
    return reverse("signatures_review:inspect", args=[pk])


def label_of(name: str) -> Words:
    return Signature._meta.get_field(name).verbose_name


def shown(name: str, value: str) -> Words:
    """A fact, a code in the words of its choice."""
    return dict(Signature._meta.get_field(name).flatchoices).get(value, value)


class InspectView(generic.InspectView):
    template_name = "signatures/admin/sections.html"
    page_title = staff_("Review")

    def get_object(self, queryset=None) -> Signature:
        rows = Signature.objects.select_related(
            "text__version", "text__locale", "organisation", "merged_into"
        )
        return get_object_or_404(rows, pk=self.pk)

    @cached_property
    def person(self) -> Signatory | None:
        return self.object.signatory

    @cached_property
    def candidates(self) -> list[matching.Candidate]:
        return matching.organisations(self.object, self.person)

    @cached_property
    def correction(self) -> Correction | None:
        waiting = self.object.corrections.filter(state=Correction.State.WAITING)
        return waiting.first() if self.object.is_published else None

    @cached_property
    def may_review(self) -> bool:
        return self.user_has_permission("change")

    @cached_property
    def may_see_person(self) -> bool:
        user = self.request.user
        return user.has_perm("signatures.view_signatory") and user.is_verified()

    def make_form(self, decision: decisions.Decision, data=None):
        # Needed by one form alone, and not for free.
        needs = decision.name == "publish"
        form = decision.form_class(
            data,
            signature=self.object,
            candidates=self.candidates if needs else [],
            prefix=decision.name,
        )
        if self.correction and isinstance(form, CorrectionForm):
            form.fields["seen"].initial = self.correction.pk
        return form

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.may_review:
            raise PermissionDenied
        decision = decisions.BY_NAME.get(request.POST.get("action", ""))
        if decision is None:
            raise Http404
        form = self.make_form(decision, request.POST)
        if not form.is_valid():
            messages.error(request, staff_("Nothing was done: see the form below."))
            self.invalid = {decision.name: form}
            return self.render_to_response(self.get_context_data())
        try:
            decision.act(self.object, request.user, form)
        except review.NotNowError:
            messages.error(
                request,
                staff_(
                    "This is not possible any more: look at what happened meanwhile."
                ),
            )
        except IntegrityError:
            messages.error(
                request,
                staff_("Another signature of the organisation has taken its place."),
            )
        else:
            messages.success(request, decision.done)
        return redirect(address(self.object.pk))

    def action(self, decision: decisions.Decision) -> Action:
        form = getattr(self, "invalid", {}).get(decision.name)
        return Action(
            decision.name,
            decision.label,
            form or self.make_form(decision),
            decision.note,
            decision.is_serious,
        )

    def get_context_data(self, **kwargs) -> dict:
        sections = [
            self.facts(),
            self.checks(),
            self.correction_section(),
            *self.decision_sections(),
            self.others(),
            records.text_signed(self.object),
            records.mails(self.object),
            records.history(self.object),
        ]
        sections = [section for section in sections if section]
        media = Media()
        for section in sections:
            for action in section.actions:
                if action.form:
                    media += action.form.media
        return super().get_context_data(**kwargs) | {
            "sections": sections,
            "media": media,
        }

    def get_fields_context(self) -> list:
        return []  # `sections` instead

    def facts(self) -> Section:
        row = self.object
        values = [
            (label_of(name), shown(name, value)) for name, value in row.facts.items()
        ]
        values[-1] = (label_of("comment"), linebreaksbr(row.comment))
        links = []
        if row.is_published:
            with translation.override(row.language):
                public = reverse("signature", args=[row.reference])
            links.append((staff_("Public page"), public))
        if row.merged_into:
            links.append((staff_("Merged into"), address(row.merged_into_id)))
        return Section(
            "facts",
            row.name,
            rows=[
                (staff_("State"), row.get_state_display()),
                (staff_("Reference"), row.reference),
                *values,
                (staff_("Organisation"), row.organisation),
                (staff_("Signed"), row.get_source_display()),
                (staff_("Signed on"), row.signed_on),
                (staff_("Received"), row.created_at),
                (staff_("Confirmed"), row.confirmed_at),
                (staff_("Published"), row.published_at),
                (staff_("Sample"), staff_("yes") if row.is_sample else ""),
            ],
            links=links,
        )

    def checks(self) -> Section:
        names = dict(Signature.Flag.choices)
        row, person = self.object, self.person
        rows = [
            (staff_("Mail fits website"), matching.check_mail(row, person).label),
            (staff_("Domain of the website"), matching.website_domain(row.website)),
            *((staff_("Flag"), names.get(flag, flag)) for flag in row.flags),
        ]
        links = []
        if person and self.may_see_person:
            looked(self.request, [person], "review")
            rows.append((staff_("Job title"), person.job_title))
            answer = linebreaksbr(person.answer)
            rows.append((staff_("Answer to your question"), answer))
        elif person and person.answer:
            # It may name people, so it is read like any other personal data.
            rows.append(
                (
                    staff_("Answer to your question"),
                    staff_("there is one; Signatory data shows it to data keepers"),
                )
            )
        if person and self.request.user.has_perm("signatures.view_signatory"):
            url = reverse("signatory_data:inspect", args=[person.pk])
            links.append((staff_("Signatory data"), url))
        return Section("checks", staff_("Checks"), rows=rows, links=links)

    def correction_section(self) -> Section | None:
        if self.correction is None:
            return None
        changes = [
            (name, getattr(self.object, name), value)
            for name, value in self.correction.wanted.items()
            if name in FACTS
        ]
        actions = decisions.CORRECTIONS if self.may_review else []
        return Section(
            "correction",
            staff_("Correction that the organisation wants"),
            table=table(
                changes,
                (staff_("Fact"), lambda row: label_of(row[0])),
                (staff_("Now"), lambda row: shown(row[0], row[1])),
                (staff_("Wanted"), lambda row: shown(row[0], row[2])),
            ),
            actions=[self.action(decision) for decision in actions],
        )

    def decision_sections(self) -> list[Section]:
        if not self.may_review:
            return []
        return [
            Section(decision.name, decision.label, actions=[self.action(decision)])
            for decision in decisions.ALL
            if decision.is_open(self.object)
        ]

    def others(self) -> Section | None:
        rows = matching.others(self.object, self.person)
        if not rows:
            return None
        actions = []
        if self.may_review and self.object.state in MERGEABLE:
            actions = [
                Action(
                    "merge",
                    staff_("Merge into %(reference)s") % {"reference": row.reference},
                    hidden={"merge-reference": row.reference},
                )
                for row in rows
                if row.state in MERGEABLE
                and row.text.version_id == self.object.text.version_id
            ]
        return Section(
            "others",
            staff_("Other signatures of what may be the same organisation"),
            table=table(
                rows,
                (staff_("Name"), lambda row: row.name),
                (staff_("Reference"), lambda row: row.reference),
                (staff_("Country"), lambda row: row.country_name),
                (staff_("Website"), lambda row: row.website),
                (staff_("State"), lambda row: row.get_state_display()),
                (staff_("Received"), lambda row: row.created_at),
                url=lambda row: address(row.pk),
            ),
            actions=actions,
        )
