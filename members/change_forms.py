"""What staff say when they decide on a change of a profile."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from desk.decisions import DecisionForm
from desk.mailed import in_both
from openheritage.forms import set_choices
from openheritage.locales import available
from openheritage.names import language_name_here

from . import accepting, contacting, standing
from .models import MemberPage, ProfileChange, Refusal


def pages_of(change: ProfileChange) -> list[MemberPage]:
    """The pages that it would be written to, as far as there are any."""
    original = contacting.page_of(change.member_key)
    return standing.pages_of(original, change.language) if original else []


class SeenForm(DecisionForm):
    """What is decided on is what was shown."""

    row: ProfileChange

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = accepting.seen(self.row)


class AcceptForm(SeenForm):
    is_published = forms.BooleanField(
        required=False,
        label=staff_("Publish it now"),
        help_text=staff_("Otherwise it waits in the drafts of the pages."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_published"] = standing.is_clean(pages_of(self.row))


class LeaveForm(SeenForm):
    left_on = forms.DateField(
        label=staff_("Left on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["left_on"] = timezone.localdate().isoformat()

    def clean_left_on(self) -> date:
        day: date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(staff_("This day is still ahead."))
        original = contacting.page_of(self.row.member_key)
        if original and original.joined_on and day < original.joined_on:
            raise forms.ValidationError(
                staff_("Nobody leaves before they have joined.")
            )
        return day


class DeclineForm(SeenForm):
    reason = forms.ChoiceField(label=staff_("Reason"), widget=forms.RadioSelect)
    words = forms.CharField(
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=staff_("Words to the contact"),
        help_text=staff_("In their language, if you can. They are mailed as they are."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.row.contact
        language = available(contact.language if contact else self.row.language)
        words = self.fields["words"]
        words.label = f"{words.label} ({language_name_here(language)})"
        # Of who leaves, the others, about words and logos, are none.
        reasons = [Refusal.OTHER] if self.row.is_leave else list(Refusal)
        choices = [(each.value, in_both(each.label, language)) for each in reasons]
        set_choices(self, "reason", choices)
        if self.row.is_leave:
            self.initial["reason"] = Refusal.OTHER.value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Refusal.OTHER and not data.get("words", "").strip():
            self.add_error("words", staff_("Give the reason."))
        return data
