"""What may be asked of the matrix, and how it is put into words."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Page

from openheritage.locales import language_of
from openheritage.names import language_name
from translations.models import State
from translations.overview import NOT_BEGUN, Row, Wish
from translations.readers import Reader

ALL = "all"
# An em space for each level.
INDENT = "\u2003"


def states() -> list[tuple[str, Any]]:
    return [
        ("", staff_("Any")),
        (NOT_BEGUN, staff_("Not begun")),
        *((state.value, state.label) for state in State),
    ]


class MatrixForm(forms.Form):
    q = forms.CharField(
        label=staff_("Title"), required=False, max_length=200, strip=True
    )
    section = forms.ChoiceField(label=staff_("Part of the site"), required=False)
    kind = forms.ChoiceField(label=staff_("Type"), required=False)
    state = forms.ChoiceField(
        label=staff_("State of the work"), required=False, choices=states
    )
    stale = forms.BooleanField(label=staff_("Only what is stale"), required=False)
    machine = forms.BooleanField(
        label=staff_("Only with words of a machine"), required=False
    )
    mine = forms.BooleanField(label=staff_("Only what I changed last"), required=False)
    language = forms.MultipleChoiceField(
        label=staff_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any, *, reader: Reader, locales: Sequence[int], rows: list[Row]
    ) -> None:
        super().__init__(data)
        self.reader, self.locales = reader, locales
        self.codes = {language_of(locale): locale for locale in locales}
        self.choose("language", [(code, language_name(code)) for code in self.codes])
        # Thousands may lie below the second level: what has pages below it is a part.
        above = {row.path[: -Page.steplen] for row in rows if row.is_page}
        self.choose(
            "section",
            [
                ("", staff_("The whole site")),
                *(
                    (str(row.pk), INDENT * (row.level - 1) + row.title)
                    for row in rows
                    if row.is_page
                    and (row.level == 1 or (row.level == 2 and row.path in above))
                ),
            ],
        )
        kinds = sorted({row.kind for row in rows})
        named = [
            (kind, capfirst(apps.get_model(kind)._meta.verbose_name)) for kind in kinds
        ]
        self.choose("kind", [("", staff_("All")), *named])
        self.paths = {str(row.pk): row.path for row in rows if row.is_page}

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def shown(self) -> list[int]:
        """The languages in question: by default those that its reader works in."""
        asked = self.cleaned_data.get("language") or []
        if asked:
            return [pk for code, pk in self.codes.items() if code in asked]
        own = [pk for pk in self.locales if pk in self.reader.locales]
        if self.data.get(ALL) or not own:
            return [*self.locales]
        return own

    def wish(self) -> Wish:
        """What was not understood is told, and the rest is answered."""
        self.is_valid()
        said = self.cleaned_data
        return Wish(
            locales=tuple(self.shown),
            section=self.paths.get(said.get("section", ""), ""),
            kind=said.get("kind", ""),
            text=said.get("q", ""),
            state=said.get("state", ""),
            stale=said.get("stale", False),
            machine=said.get("machine", False),
            mine=said.get("mine", False),
        )
