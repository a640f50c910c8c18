"""The page on which a reviewer decides on one signature."""

from typing import Any, cast

from django.db import models
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Table

from desk import records
from desk.decisions import Decision, DecisionForm
from desk.pages import DecisionView
from desk.sections import Action, Section, Words, link, table, website
from openheritage.addresses import domain_of_website
from openheritage.furniture import speaking
from openheritage.locales import available
from openheritage.words import moment
from register.models import RegisterEntry
from ror import matching as registry
from signatures.models import FACTS, Correction, Signatory, Signature
from signatures.transitions import SUBJECT

from .. import history, likeness, matching
from ..forms import CorrectionForm
from ..publishing import PublishForm
from . import decisions
from .people import looked


def address(pk: int) -> str:
    return reverse("signatures_review:inspect", args=[pk])


def field(name: str) -> models.Field:
    return cast(models.Field, Signature._meta.get_field(name))


def label_of(name: str) -> Words:
    return field(name).verbose_name


def shown(name: str, value: str) -> Words:
    """A fact, a code in the words of its choice."""
    return dict(field(name).flatchoices).get(value, value)


def text_signed(signature: Signature) -> Section:
    text = signature.text
    return Section(
        "text",
        staff_("Text signed"),
        rows=[
            (staff_("Version"), text.version.number),
            (staff_("Language of the text"), text.locale.get_display_name()),
            (staff_("Language of the page"), signature.language_name),
            ("SHA-256", text.sha256),
        ],
        links=[(staff_("The text"), text.address)],
    )


def signature_link(signature: Signature | None) -> Words:
    return link(address(signature.pk), signature.name) if signature else ""


def register_words(entry: RegisterEntry) -> Words:
    return staff_("%(number)s, %(what)s on %(day)s") % {
        "number": entry.sequence,
        "what": entry.get_event_display(),
        "day": moment(entry.at),
    }


def signatures_table(rows: list[Signature]) -> Table | None:
    return table(
        rows,
        (staff_("Name"), lambda row: signature_link(row)),
        (staff_("State"), lambda row: row.get_state_display()),
        (staff_("Country or territory"), lambda row: row.country_name),
        (staff_("Website"), lambda row: website(row.website)),
        (staff_("Reference"), lambda row: row.reference),
        (staff_("Received"), lambda row: moment(row.created_at)),
    )


class InspectView(DecisionView):
    page_title = staff_("Review")
    decisions = [*decisions.ALL, *decisions.CORRECTIONS]
    taken = staff_("Another signature of the organisation has taken its place.")

    def get_object(self, queryset: models.QuerySet | None = None) -> Signature:
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
    def may_see_person(self) -> bool:
        user = self.request.user
        return user.has_perm("signatures.view_signatory") and user.is_verified()

    def make_form(self, decision: Decision, data: dict | None = None) -> DecisionForm:
        form = super().make_form(decision, data)
        if isinstance(form, PublishForm):
            # Needed by one form alone, and not for free.
            form.offer(self.candidates, self.twins)
        if self.correction and isinstance(form, CorrectionForm):
            form.fields["seen"].initial = self.correction.pk
        return form

    @cached_property
    def twins(self) -> list[Signature]:
        if self.object.state not in Signature.OPEN:
            return []
        return list(likeness.twins(self.object, self.person))

    def facts(self) -> list[Section | None]:
        return [self.entry(), self.checks(), self.correction_section()]

    def to_decide(self) -> list[Section | None]:
        return [self.twins_section(), *self.decision_sections(decisions.ALL)]

    def records(self) -> list[Section | None]:
        found = [
            self.others(),
            registry.section(self.object.facts),
            text_signed(self.object),
            records.mails(SUBJECT, self.object.pk),
            records.history(SUBJECT, self.object.pk, history.WORDS, history.more),
        ]
        for section in filter(None, found):
            section.is_folded = True
        return found

    def entry(self) -> Section:
        row = self.object
        values: dict[str, Words] = {
            name: shown(name, value) for name, value in row.facts.items()
        }
        values["website"] = website(row.website)
        values["comment"] = linebreaksbr(row.comment)
        return Section(
            "facts",
            staff_("Entry"),
            rows=[
                (staff_("State"), row.get_state_display()),
                *((label_of(name), value) for name, value in values.items()),
                (staff_("Reference"), row.reference),
                *self.organisation(),
                (staff_("Public page"), self.public_page()),
                *self.register_entries(),
                (staff_("Merged into"), signature_link(row.merged_into)),
                (staff_("Signed"), row.get_source_display()),
                (staff_("Signed on"), row.signed_on),
                (staff_("Received"), moment(row.created_at)),
                (staff_("Confirmed"), moment(row.confirmed_at)),
                (staff_("Published"), moment(row.published_at)),
                (staff_("Sample"), staff_("yes") if row.is_sample else ""),
            ],
        )

    def organisation(self) -> list[tuple[Words, Any]]:
        row = self.object.organisation
        if row is None:
            return []
        page = reverse("wagtailsnippets_organisations_organisation:edit", args=[row.pk])
        item = f"https://www.wikidata.org/wiki/{row.wikidata}" if row.wikidata else ""
        return [
            (staff_("Organisation"), link(page, row.name)),
            (staff_("Website of the organisation"), website(row.website)),
            ("ROR", website(row.ror)),
            ("Wikidata", website(item)),
        ]

    def public_page(self) -> Words:
        row = self.object
        if not row.is_published:
            return ""
        with speaking(available(row.language)):
            public = reverse("signature", args=[row.reference])
        return link(public, public)

    def register_entries(self) -> list[tuple[Words, Words]]:
        entries = RegisterEntry.objects.filter(disclosed__signature=self.object)
        with speaking(available(self.object.language)):
            register = reverse("register")
        return [
            (staff_("Entry of the register"), link(register, register_words(entry)))
            for entry in entries
        ]

    def latin_hint(self) -> Words:
        if not matching.lacks_latin(self.object):
            return ""
        if guess := matching.latin_guess(self.object):
            return staff_(
                "there is none: ask for it (a machine would spell “%(guess)s”)"
            ) % {"guess": guess}
        return staff_("there is none: ask for it")

    def checks(self) -> Section:
        names = dict(Signature.Flag.choices)
        row, person = self.object, self.person
        rows = [
            (staff_("Mail fits website"), matching.check_mail(row, person).label),
            (staff_("Domain of the website"), domain_of_website(row.website)),
            (staff_("Name in Latin letters"), self.latin_hint()),
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
        actions = decisions.CORRECTIONS if self.may_decide else []
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

    def twins_section(self) -> Section | None:
        if not self.twins:
            return None
        actions = []
        if self.may_decide and self.object.state in Signature.CONFIRMED:
            actions = [
                Action(
                    "merge",
                    staff_("Merge into %(reference)s") % {"reference": row.reference},
                    is_minor=True,
                    hidden={"merge-reference": row.reference},
                )
                for row in self.twins
            ]
        return Section(
            "twins",
            staff_("Likely twins"),
            note=staff_(
                "These may be of the same organisation. Decide on each before you "
                "publish; of two that are the same one is merged into the other."
            ),
            table=signatures_table(self.twins),
            actions=actions,
        )

    def others(self) -> Section | None:
        rows = matching.others(self.object, self.person, self.twins)
        if not rows:
            return None
        return Section(
            "others",
            staff_("Other signatures of what may be the same organisation"),
            table=signatures_table(rows),
        )
