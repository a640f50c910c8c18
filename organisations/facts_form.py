"""What an organisation says of itself, on whatever form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openheritage.fields import Line, Website
from openheritage.forms import StepForm
from openheritage.furniture import furniture_language
from openheritage.names import countries, country_names
from openheritage.words import Words

from .models import Kind, Sector

# The fields of ``FactsForm``, and of the rows in which answers are kept.
FACTS = ("name", "name_latin", "kind", "sector", "country", "website")


def own_country_choices() -> list[tuple[str, Words]]:
    return [("", _("Choose a country or territory")), *countries(furniture_language())]


class CountryField(forms.ChoiceField):
    def valid_value(self, value: object) -> bool:
        """Django goes through the names of all, for each answer."""
        return value in country_names(furniture_language())


def kind_field(
    label: Words, missing: Words, *others: tuple[str, Words]
) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[*Kind.choices, *others],
        widget=forms.RadioSelect,
        label=label,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class FactsForm(StepForm):
    """Whoever takes it adds ``kind``, with a label of its own (``kind_field``)."""

    # Which of the answers are facts.
    kept: tuple[str, ...] = FACTS
    field_order: tuple[str, ...] = FACTS
    autocomplete = {
        "name": "organization",
        "country": "country",
        "website": "url",
    }

    name = Line(
        max_length=255,
        label=_("Name of the organisation"),
        help_text=_("As it should appear in the list, in your own script."),
        error_messages={"required": _("Enter the name of the organisation.")},
    )
    name_latin = Line(
        max_length=255,
        required=False,
        label=_("Name in Latin letters"),
        help_text=_("If you write your name in another script."),
    )
    sector = forms.ChoiceField(
        choices=[("", _("Choose a sector")), *Sector.choices],
        label=_("Sector"),
        error_messages={
            "required": _("Choose a sector."),
            "invalid_choice": _("Choose a sector."),
        },
    )
    country = CountryField(
        choices=own_country_choices,
        label=_("Country or territory"),
        error_messages={
            "required": _("Choose a country or territory."),
            "invalid_choice": _("Choose a country or territory."),
        },
    )
    website = Website(
        label=_("Website"),
        help_text=_("We compare it with the domain of your e-mail address."),
        error_messages={"required": _("Enter the website of the organisation.")},
    )

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self.kept}
