"""The forms with which staff decide on an application."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.snippets.widgets import AdminSnippetChooser

from desk.decisions import DecisionForm
from desk.mailed import in_both
from desk.sections import link, website
from openheritage.forms import set_choices
from openheritage.locales import available
from openheritage.names import language_name_here
from openheritage.words import Words as Wording
from organisations.models import Organisation

from . import contacting, drafts
from .models import Application, MemberPage, Question, Reason
from .transitions import shown

MAX_WORDS = 1500


@dataclass(frozen=True)
class Candidate:
    """An organisation that the applicant may be, and its profile."""

    organisation: Organisation
    why: Wording
    is_sure: bool = False
    member: MemberPage | None = None


class SeenForm(DecisionForm):
    """Sends along what was on the screen: the applicant may change it at any time."""

    row: Application
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = shown(self.row)


def reader_language(application: Application) -> str:
    """In which the applicant is written to."""
    person = application.contact
    return available(person.language if person else application.language)


class WordsForm(SeenForm):
    """Holds words of staff, and says in which language they will be read."""

    words = forms.CharField(
        label=staff_("Your words"),
        max_length=MAX_WORDS,
        required=False,
        widget=AdminAutoHeightTextInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = reader_language(self.row)
        self.fields["words"].help_text = staff_(
            "Mailed as you write them: write in the applicant’s language, %(language)s."
        ) % {"language": language_name_here(self.language)}


class AskForm(WordsForm):
    question = forms.ChoiceField(
        label=staff_("Question"),
        help_text=staff_("Mailed in the applicant’s language."),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Wording]] = [
            (each.value, in_both(each.label, self.language)) for each in Question
        ]
        choices.append(("", staff_("in your own words alone")))
        set_choices(self, "question", choices)
        self.order_fields(["question", "words"])

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if not (data.get("question") or data.get("words") or self.errors):
            self.add_error("words", staff_("Choose a question, or write one."))
        return data


class DeclineForm(WordsForm):
    reason = forms.ChoiceField(
        label=staff_("Reason"),
        help_text=staff_("Mailed in the applicant’s language."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(each.value, in_both(each.label, self.language)) for each in Reason]
        set_choices(self, "reason", reasons)
        self.order_fields(["reason", "words"])

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("reason") == Reason.OTHER and not data.get("words"):
            self.add_error("words", staff_("Say the reason."))
        return data


class AcceptForm(SeenForm):
    NEW, OTHER = "new", "other"

    organisation = forms.ChoiceField(
        label=staff_("Organisation"),
        help_text=staff_(
            "Its profile is made as a draft; one that it has already is given to the "
            "applicant."
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

    def offer(self, candidates: list[Candidate]) -> None:
        self.candidates = candidates
        choices: list[tuple[str, Wording]] = [
            (str(each.organisation.pk), described(each)) for each in candidates
        ]
        choices += [
            (self.NEW, staff_("A new one, made of these facts")),
            (self.OTHER, staff_("Another one, chosen below")),
        ]
        set_choices(self, "organisation", choices)
        self.fields["offered"].initial = " ".join(self.now)
        sure = [str(each.organisation.pk) for each in candidates if each.is_sure]
        if len(sure) == 1:
            self.fields["organisation"].initial = sure[0]
        elif not candidates:
            self.fields["organisation"].initial = self.NEW

    @property
    def now(self) -> list[str]:
        return [str(each.organisation.pk) for each in self.candidates]

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        chosen = data.get("organisation")
        if chosen == self.OTHER and not data.get("other"):
            self.add_error("other", staff_("Choose the organisation."))
        if set(self.now) - {*data.get("offered", "").split(), chosen}:
            # The next page shows them.
            posted = cast(QueryDict, self.data).copy()
            posted[self.add_prefix("offered")] = " ".join(self.now)
            self.data = posted
            self.add_error(
                "organisation",
                staff_(
                    "Look again: an organisation that it may be was not on your screen."
                ),
            )
        if drafts.has_no_index():
            raise ValidationError(
                staff_("There is no list of members yet: make that page first.")
            )
        if not self.errors:
            self.check_contact()
        return data

    def check_contact(self) -> None:
        """Somebody who speaks for a member is not replaced by who applies for it."""
        organisation = self.chosen()
        member = drafts.profile_of(organisation) if organisation else None
        spoken_for = contacting.contact_of(member) if member else None
        person = self.row.contact
        if spoken_for is None or person is None:
            return
        if spoken_for.address_key != person.address_key:
            self.add_error(
                "organisation",
                staff_(
                    "Somebody else speaks for this member already. Decline, and let "
                    "them hand over; or take that contact away first."
                ),
            )

    def chosen(self) -> Organisation | None:
        """``None`` for a new one."""
        which = self.cleaned_data["organisation"]
        if which == self.OTHER:
            other: Organisation = self.cleaned_data["other"]
            return other
        found = {str(row.organisation.pk): row.organisation for row in self.candidates}
        return found.get(which)


def described(candidate: Candidate) -> SafeString:
    row = candidate.organisation
    page = reverse("wagtailsnippets_organisations_organisation:edit", args=[row.pk])
    return format_html(
        '{} <span class="help">({}{}) {}</span>',
        link(page, row.name),
        candidate.why,
        format_html(", {}", status(candidate.member)) if candidate.member else "",
        website(row.website),
    )


def status(member: MemberPage) -> Wording:
    address = reverse("wagtailadmin_pages:edit", args=[member.pk])
    if member.is_former:
        return link(address, staff_("former member"))
    if member.live:
        return link(address, staff_("member already"))
    return link(address, staff_("has an unpublished profile"))
