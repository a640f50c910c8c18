"""The form that publishes, and what has to be decided on before it does."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as staff_
from wagtail.snippets.widgets import AdminSnippetChooser

from desk.sections import link, website
from openheritage.forms import set_choices
from openheritage.words import Words as Wording
from organisations.models import Organisation
from signatures.models import Signature

from .forms import SeenForm
from .matching import Candidate


class PublishForm(SeenForm):
    NEW, OTHER = "new", "other"

    organisation = forms.ChoiceField(
        label=staff_("Organisation"),
        help_text=staff_(
            "The signature keeps the name that it was signed with, whatever the "
            "organisation is called here."
        ),
        widget=forms.RadioSelect,
    )
    other = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=staff_("Another organisation"),
        required=False,
        widget=AdminSnippetChooser(Organisation),
    )

    # Keys of the organisations that were on the screen.
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, candidates: list[Candidate], twins: Iterable[Signature]) -> None:
        """What has to be decided on before anything is published."""
        self.candidates = candidates
        self.twins = {twin_name(row): row for row in twins}
        for name, row in self.twins.items():
            self.fields[name] = forms.ChoiceField(
                label=described_twin(row),
                choices=Twin.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": staff_("Decide whether this is the same organisation.")
                },
            )
        self.order_fields([*self.twins, "organisation", "other"])
        choices: list[tuple[str, Wording]] = [
            (str(row.organisation.pk), described(row)) for row in candidates
        ]
        if self.row.organisation_id is None:
            choices.append((self.NEW, staff_("A new one, made of these facts")))
        choices.append((self.OTHER, staff_("Another one, chosen below")))
        set_choices(self, "organisation", choices)
        now = [str(row.organisation.pk) for row in candidates]
        self.fields["offered"].initial = " ".join(now)
        sure = [str(row.organisation.pk) for row in candidates if row.is_sure]
        if self.row.organisation_id or (len(sure) == 1 and not self.twins):
            # The present one stands first.
            self.fields["organisation"].initial = sure[0]
        elif not candidates:
            self.fields["organisation"].initial = self.NEW

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        chosen = data.get("organisation")
        if chosen == self.OTHER and not data.get("other"):
            self.add_error("other", staff_("Choose the organisation."))
        for name, twin in self.twins.items():
            if data.get(name) == Twin.SAME:
                error = staff_(
                    "Then do not publish it: merge it into %(reference)s, with the "
                    "button above."
                )
                self.add_error(name, error % {"reference": twin.reference})
            elif twin.organisation_id and twin.organisation_id == self.pk_chosen():
                error = staff_(
                    "%(reference)s is of this organisation: choose another, or merge."
                )
                self.add_error("organisation", error % {"reference": twin.reference})
        now = [str(row.organisation.pk) for row in self.candidates]
        if set(now) - {*data.get("offered", "").split(), chosen}:
            # The next page shows them.
            posted = cast(QueryDict, self.data).copy()
            posted[self.add_prefix("offered")] = " ".join(now)
            self.data = posted
            self.add_error(
                "organisation",
                staff_(
                    "Look again: an organisation that it may be was not on your screen."
                ),
            )
        return data

    def pk_chosen(self) -> int | None:
        chosen = self.cleaned_data.get("organisation")
        if chosen == self.OTHER:
            return getattr(self.cleaned_data.get("other"), "pk", None)
        return int(chosen) if chosen and chosen != self.NEW else None

    def chosen(self) -> Organisation | None:
        """``None`` for a new one."""
        value = self.cleaned_data["organisation"]
        if value == self.OTHER:
            return self.cleaned_data["other"]
        by_pk = {str(row.organisation.pk): row.organisation for row in self.candidates}
        return by_pk.get(value)

    def apart(self) -> list[int]:
        """Those of which it was decided that they are another organisation's."""
        return [row.pk for row in self.twins.values()]


class Twin(models.TextChoices):
    ANOTHER = "another", staff_("another organisation: both stand")
    SAME = "same", staff_("the same organisation")


def twin_name(signature: Signature) -> str:
    return f"twin-{signature.pk}"


def described_twin(signature: Signature) -> SafeString:
    page = reverse("signatures_review:inspect", args=[signature.pk])
    return format_html(
        str(staff_("Is {name} ({reference}, {state}) the same organisation?")),
        name=link(page, signature.name),
        reference=signature.reference,
        state=signature.get_state_display(),
    )


def described(candidate: Candidate) -> SafeString:
    organisation = candidate.organisation
    page = reverse(
        "wagtailsnippets_organisations_organisation:edit", args=[organisation.pk]
    )
    parts = [
        link(page, organisation.name),
        organisation.country_name,
        website(organisation.website),
    ]
    shown = format_html_join(", ", "{}", ((part,) for part in parts if part))
    # In one element: a label sets its parts apart.
    return format_html("<span>{} – {}</span>", shown, candidate.why)
