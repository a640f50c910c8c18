"""What the forms of the public site share."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from . import text

# Codes of errors whose words do not say which field they are about.
UNNAMED = {
    *("max_length", "web", "letters", "html", "unreadable", "reordering"),
    *("local", "domain"),
}


def sendable(post: QueryDict) -> QueryDict:
    """What was typed, as a page can show it again."""
    found = post.copy()
    for name, values in post.lists():
        found.setlist(name, [text.sendable(value) for value in values])
    return found


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
        for name, errors in self.errors.as_data().items():
            if name in self.fields:
                anchor = self.anchor(name)
                found += [(anchor, self.named(name, error)) for error in errors]
        return found

    def named(self, name: str, error: ValidationError) -> str:
        """An error as it reads away from its field."""
        words = error.messages[0]
        if error.code not in UNNAMED:
            return words
        label = self.fields[name].label
        # Translators: field: the name of a field of a form; problem: a sentence that
        # says what is wrong with it.
        return _("%(field)s: %(problem)s") % {"field": label, "problem": words}

    def anchor(self, name: str) -> str:
        # Of radio buttons the first one can be reached, the group cannot.
        first = "_0" if self[name].use_fieldset else ""
        return f"{self[name].auto_id}{first}"
