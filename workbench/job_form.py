"""What is asked of a job on many pages: which ones, in which languages, and what."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale, Page

from openheritage.locales import locale_ids
from openheritage.names import language_name
from translations.originals import default_locale, snippet_models
from translations.submitting import SUBMIT, SYNC, order_of, with_those_below

PUBLISH = "publish"


def deeds() -> list[tuple[str, Any]]:
    return [
        (SUBMIT, staff_("Submit for translation what is not submitted yet")),
        (SYNC, staff_("Bring translations in step with their originals")),
        (PUBLISH, staff_("Bring them in step, and publish those that are complete")),
    ]


class LanguagesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return language_name(obj.language_code)


class JobForm(forms.Form):
    page = forms.ModelMultipleChoiceField(
        Page.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )
    text = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    below = forms.BooleanField(label=staff_("With the pages below"), required=False)
    what = forms.ChoiceField(
        label=staff_("What is to be done"),
        choices=deeds,
        widget=forms.RadioSelect,
        initial=SUBMIT,
    )
    locale = LanguagesField(
        Locale.objects.none(),
        label=staff_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": staff_("Choose at least one language.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.originals = Page.objects.filter(locale=default_locale(), depth__gt=1)
        pages = cast(forms.ModelMultipleChoiceField, self.fields["page"])
        pages.queryset = self.originals
        locales = cast(forms.ModelMultipleChoiceField, self.fields["locale"])
        locales.queryset = Locale.objects.exclude(
            language_code=settings.LANGUAGE_CODE
        ).filter(pk__in=locale_ids().values())
        texts = cast(forms.MultipleChoiceField, self.fields["text"])
        self.named = {
            f"{model._meta.label_lower}:{each.pk}": str(each)
            for model in snippet_models()
            for each in model.objects.filter(locale=default_locale())
        }
        texts.choices = [*self.named.items()]

    def asked(self, name: str) -> list[str]:
        if isinstance(self.data, QueryDict) and self.is_bound:
            return self.data.getlist(name)
        return self.initial.get(name, [])

    def chosen(self) -> list[str]:
        """Their titles, of what there is."""
        numbers = [pk for pk in self.asked("page") if pk.isdecimal() and len(pk) < 15]
        chosen = self.originals.filter(pk__in=numbers).order_by("path")
        return [
            *chosen.values_list("draft_title", flat=True),
            *(self.named[text] for text in self.asked("text") if text in self.named),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        nothing = not said.get("page") and not said.get("text")
        if nothing and not {"page", "text"} & self.errors.keys():
            raise forms.ValidationError(staff_now("Choose at least one page."))
        return said

    def order(self) -> tuple[str, dict[str, Any]]:
        said = self.cleaned_data
        pages = [page.pk for page in said["page"]]
        if said["below"]:
            pages = with_those_below(pages)
        texts = [text.rsplit(":", 1) for text in said["text"]]
        what = SUBMIT if said["what"] == SUBMIT else SYNC
        return what, order_of(
            pages,
            [locale.pk for locale in said["locale"]],
            snippets=[(model, pk) for model, pk in texts],
            publish=said["what"] == PUBLISH,
        )
