from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from openheritage.faithful import has_control_characters
from openheritage.names import language_name_here

from .models import Term
from .rights import languages_of
from .terms import wanted

LARGEST = 2_000_000
ENDINGS = (".csv", ".tsv", ".txt", ".tbx", ".xml")


class LanguageField(forms.ModelChoiceField):
    def label_from_instance(self, locale: Locale) -> str:
        return str(language_name_here(locale.language_code))


class LinesField(forms.CharField):
    """One thing on each line, however lines end."""

    def to_python(self, value: Any) -> str:
        lines = (super().to_python(value) or "").splitlines()
        return "\n".join(dict.fromkeys(filter(None, map(str.strip, lines))))


class WordsForm(WagtailAdminModelForm):
    """What a file, too, may say of a term."""

    class Meta:
        model = Term
        fields = ["term", "translation", "note", "forbidden", "stems"]
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "forbidden": LinesField,
            "note": LinesField,
        }
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "forbidden": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_term(self) -> str:
        term = " ".join(self.cleaned_data["term"].split())
        if not any(wanted(term)):
            raise forms.ValidationError(staff_("There is no word in it."))
        return term

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and has_control_characters(value):
                self.add_error(name, staff_("It holds signs that cannot be shown."))
        return cleaned


class TermForm(WordsForm):
    class Meta(WordsForm.Meta):
        fields = ["locale", *WordsForm.Meta.fields]
        field_classes = {**WordsForm.Meta.field_classes, "locale": LanguageField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["locale"]
        if isinstance(field, forms.ModelChoiceField) and self.for_user:
            field.queryset = languages_of(self.for_user)
            found = list(field.queryset[:2])
            if len(found) == 1:
                field.initial = found[0]
                field.empty_label = None


class FileForm(forms.Form):
    language = LanguageField(
        queryset=Locale.objects.none(), label=staff_("Language"), empty_label=None
    )
    file = forms.FileField(
        label=staff_("File"),
        help_text=staff_(
            "CSV or TBX. Terms that are in the glossary already get what the file says "
            "of them; no term is deleted."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args: Any, languages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = languages

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                staff_("This file is too large for a glossary.")
            )
        return file
