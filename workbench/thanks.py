"""The public page that thanks those who translate, if they wish to be named."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail_localize.models import StringTranslation

from openheritage import thanked
from openheritage.furniture import content_language
from openheritage.locales import language_of, open_locales
from openheritage.matching import sort_key
from openheritage.names import bcp47, direction, language_name
from translations.models import Preference, Step


@dataclass(frozen=True)
class Thanked:
    """A language and those who brought pages into it."""

    code: str
    names: list[str]

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)


def translators() -> dict[str, set[str]]:
    """``{language: names}`` of those with an account: who translated a sentence that
    is still there, and who reviewed."""
    wishes = dict(
        Preference.objects.filter(user__is_active=True)
        .exclude(thanked_as="")
        .values_list("user_id", "thanked_as")
    )
    if not wishes:
        return {}
    found = defaultdict(set)
    translated = StringTranslation.objects.filter(last_translated_by__in=wishes)
    reviewed = Step.objects.filter(by__in=wishes).order_by()
    for locale, user in {
        *translated.values_list("locale_id", "last_translated_by").distinct(),
        *reviewed.values_list("locale_id", "by").distinct(),
    }:
        found[language_of(locale)].add(wishes[user])
    return found


def all_thanked() -> list[Thanked]:
    """The reader's language first, then in the order of the switcher."""
    found = thanked.by_language()
    for language, names in translators().items():
        found[language].update(names)
    here = content_language()
    codes = sorted(open_locales(), key=lambda code: code != here)
    return [
        Thanked(code, sorted(found[code], key=sort_key))
        for code in codes
        if found.get(code)
    ]


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    context = {"thanked": all_thanked(), "canonical_path": reverse("thanks")}
    return render(request, "workbench/thanks.html", context)
