from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as staff_
from django.utils.translation import gettext_lazy as staff_lazy
from django.utils.translation import to_locale
from wagtail_localize.models import Translation, TranslationSource

from openheritage.locales import language_of
from openheritage.names import file_size, language_name
from translations.files import access
from translations.files.bundles import Kind

# What is larger has no place in a request; a language of this site has a tenth of it.
LARGEST_UPLOAD = 20_000_000


class ChoiceForm(forms.Form):
    """Translations of pages and announcements; ``page`` is an original."""

    language = forms.ChoiceField(label=staff_lazy("Language"), required=False)
    page = forms.ModelChoiceField(
        TranslationSource.objects.none(),
        label=staff_lazy("Page"),
        required=False,
        empty_label=staff_lazy("All pages and announcements"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = access.languages_of(user)
        self.rows = access.translations_of(user)
        choices = [
            (code := language_of(locale.pk), language_name(code))
            for locale in languages
        ]
        if len(choices) > 1:
            choices.insert(0, ("", staff_("All languages")))
        named: Any = self.fields["language"]
        named.choices = choices
        named.required = len(choices) == 1
        pages: Any = self.fields["page"]
        pages.queryset = TranslationSource.objects.filter(
            pk__in=self.rows.order_by().values("source")
        ).order_by("object_repr", "pk")
        pages.label_from_instance = lambda source: source.object_repr

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.translations():
            raise forms.ValidationError(
                staff_("There is nothing to translate in this language yet.")
            )
        return data

    def translations(self) -> list[Translation]:
        rows = self.rows
        if language := self.cleaned_data["language"]:
            rows = rows.filter(target_locale__language_code=language)
        if page := self.cleaned_data["page"]:
            rows = rows.filter(source=page)
        return list(rows)


class DownloadForm(ChoiceForm):
    format = forms.ChoiceField(
        label=staff_lazy("Format"),
        choices=[(Kind.PO, staff_lazy("PO")), (Kind.XLIFF, staff_lazy("XLIFF 2"))],
    )

    def file_name(self) -> str:
        language = self.cleaned_data["language"]
        return f"open-heritage.{to_locale(language)}" if language else "open-heritage"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=staff_lazy("File"),
        help_text=staff_lazy("PO, XLIFF 2, or a ZIP archive of them."),
        allow_empty_file=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".po,.xlf,.xliff,.zip"}),
        error_messages={
            "required": staff_lazy("Choose a file."),
            "empty": staff_lazy("This file is empty."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                staff_("This file has %(size)s, and %(largest)s fit. Send it in parts.")
                % {
                    "size": file_size(file.size),
                    "largest": file_size(LARGEST_UPLOAD),
                }
            )
        return file
