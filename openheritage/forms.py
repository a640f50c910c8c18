"""What the forms of the public site share."""

from typing import Any

from django import forms


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
        found = [("", error) for error in self.non_field_errors()]
        for name in self.errors:
            if name in self.fields:
                found += [(self.anchor(name), error) for error in self.errors[name]]
        return found

    def anchor(self, name: str) -> str:
        # Of radio buttons the first one can be reached, the group cannot.
        first = "_0" if self[name].use_fieldset else ""
        return f"{self[name].auto_id}{first}"
