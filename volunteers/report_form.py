from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openheritage.fields import Words
from openheritage.forms import StepForm, set_choices
from statement.models import StatementText

from .clauses import choices_of
from .models.report import LONGEST


class ReportForm(StepForm):
    autocomplete = {"topic": "off"}

    clause = forms.ChoiceField(
        required=False,
        label=_("Where is the error?"),
        error_messages={"invalid_choice": _("Choose where the error is.")},
    )
    problem = Words(
        max_length=LONGEST,
        label=_("What is wrong?"),
        help_text=_("Leave out your name and address: we do not need them."),
        error_messages={"required": _("Write what is wrong.")},
    )
    suggestion = Words(
        max_length=LONGEST, required=False, label=_("How should it read?")
    )
    # People neither see nor reach it; programs that fill in everything do.
    topic = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1"}),
    )

    def __init__(self, *args: Any, text: StatementText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # `(optional)` says of a field that it may stay empty; this has a choice for it.
        self.fields["clause"].required = False
        set_choices(self, "clause", choices_of(text))
        for name in ("problem", "suggestion"):
            self.fields[name].widget.attrs["rows"] = 4
