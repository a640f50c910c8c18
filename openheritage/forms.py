"""What the forms of the public site share."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def set_choices(form: forms.BaseForm, name: str, choices: Iterable) -> None:
    """Gives a field the choices that only its form can know."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class StepForm(forms.Form):
    """Fields with our own words; the browser's checks are in its own language."""

    use_required_attribute = False
    # `Mailbox` and others bring `dir`, `inputmode` and more with them.
    autocomplete: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, token in self.autocomplete.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = token

    @property
    def problems(self) -> list[tuple[str, str]]:
        """``(id, words)`` of each error, for the summary that links to the fields."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for name in self.errors:
            if name in self.fields:
                errors = self.errors[name]
                found += [(self.anchor(name), str(error)) for error in errors]
        return found

    def anchor(self, name: str) -> str:
        # Of radio buttons the first one can be reached, the group cannot.
        first = "_0" if self[name].use_fieldset else ""
        return f"{self[name].auto_id}{first}"
