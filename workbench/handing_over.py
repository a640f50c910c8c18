"""Localize's own forms hand over to the worker what a request should not do.

They stand before localize's, at the same addresses. Delete this when localize works
in the background by something that survives its process (``WAGTAILLOCALIZE_JOBS`` can
do so with Redis alone, and not for one page).
"""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.urls import path
from wagtail.models import Page
from wagtail_localize.views import submit_translations

from translations.submitting import (
    SUBMIT,
    SYNC,
    is_little,
    order_of,
    with_those_below,
)
from translations.views import UpdateTranslationsView

from .jobs import start


def one(instance: Any) -> dict[str, Any]:
    """What a job is told of a page or of another text."""
    if isinstance(instance, Page):
        return {"pages": [instance.pk]}
    return {"pages": [], "snippets": [(instance._meta.label_lower, instance.pk)]}


def locales_in(form: forms.Form) -> list[int]:
    return [locale.pk for locale in form.cleaned_data["locales"]]


class HandingOver(submit_translations.SubmitTranslationView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        original: Model = self.object
        what = one(original)
        if form.cleaned_data["include_subtree"] and isinstance(original, Page):
            what["pages"] = with_those_below(what["pages"])
        languages = locales_in(form)
        things = len(what["pages"]) + len(what.get("snippets", []))
        if is_little(things, len(languages)):
            return super().form_valid(form)
        order = order_of(what["pages"], languages, snippets=what.get("snippets"))
        return start(self.request, SUBMIT, order)


class SubmitPageView(HandingOver, submit_translations.SubmitPageTranslationView):
    pass


class SubmitSnippetView(HandingOver, submit_translations.SubmitSnippetTranslationView):
    pass


class UpdateView(UpdateTranslationsView):
    """With the guards that stand before it."""

    def hand_over(self, form: forms.Form) -> HttpResponse | None:
        enabled = self.object.translations.filter(enabled=True)
        languages = [*enabled.values_list("target_locale", flat=True)]
        if is_little(1, len(languages)):
            return None
        what = one(self.object.get_source_instance())
        order = order_of(
            what["pages"],
            languages,
            snippets=what.get("snippets"),
            publish=form.cleaned_data["publish_translations"],
        )
        return start(self.request, SYNC, order)


def urls() -> list:
    snippet = "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/"
    return [
        path("localize/submit/page/<int:page_id>/", SubmitPageView.as_view()),
        path(snippet, SubmitSnippetView.as_view()),
        path(
            "localize/update/<int:translation_source_id>/",
            UpdateView.as_view(),
        ),
    ]
