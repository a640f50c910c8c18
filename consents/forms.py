from typing import Any

from django import forms

from openheritage.forms import StepForm

from .models import ConsentWording


class ConsentsForm(StepForm):
    """A box for each consent, worded by staff; none is ticked before."""

    def __init__(
        self, *args: Any, wordings: list[ConsentWording], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = wordings
        for wording in wordings:
            self.fields[self.name_of(wording)] = forms.BooleanField(
                required=wording.is_required,
                label=wording.text,
                error_messages={"required": wording.about.missing},
            )

    @staticmethod
    def name_of(wording: ConsentWording) -> str:
        return f"consent_{wording.purpose}"

    @property
    def boxes(self) -> list[tuple[forms.BoundField, ConsentWording]]:
        return [(self[self.name_of(row)], row) for row in self.wordings]

    @property
    def given(self) -> list[ConsentWording]:
        return [row for row in self.wordings if self.cleaned_data[self.name_of(row)]]
