"""The forms with which staff set right what stands, and find somebody who answers."""

from django import forms
from django.utils.translation import gettext_lazy as staff_

from organisations.models import Kind, Sector, country_choices

from .fields import Line, Mailbox, Website, Words
from .models import FACTS
from .staff_forms import MAX_WORDS, DecisionForm, SeenForm, languages


class AmendForm(SeenForm):
    name = Line(label=staff_("Name"), max_length=255)
    name_latin = Line(
        label=staff_("Name in Latin letters"), max_length=255, required=False
    )
    kind = forms.ChoiceField(label=staff_("Kind"), choices=Kind.choices)
    sector = forms.ChoiceField(label=staff_("Sector"), choices=Sector.choices)
    country = forms.ChoiceField(label=staff_("Country"), choices=country_choices)
    website = Website(label=staff_("Website"), required=False)
    comment = Words(
        label=staff_("Comment or reservation"), max_length=MAX_WORDS, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.signature.facts.items():
            self.fields[name].initial = value

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}


class InviteForm(DecisionForm):
    email = Mailbox(
        label=staff_("Their e-mail"),
        help_text=staff_("You will not see it again; it is signatory data."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=staff_("The language in which we write to them"), choices=languages
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = self.signature.language
