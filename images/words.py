"""The words of a picture in other languages, and the screens where they are written.

wagtail-localize takes no words from pictures. They are kept with the picture, by
language: whoever may change pages of a language, or pictures, may write them.
"""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images.permissions import permission_policy
from wagtail.permissions import page_permission_policy

from openheritage.locales import language_of, locale_ids
from openheritage.names import bcp47, direction, language_name

from .credits import WORDS
from .models import CustomImage

PER_PAGE = 50


def languages_of(user: User | AnonymousUser) -> list[str]:
    """Into which languages somebody may translate, in the order of their names."""
    others = [code for code in locale_ids() if code != settings.LANGUAGE_CODE]
    if not permission_policy.user_has_any_permission(user, ["add", "change"]):
        # In one query: the menu asks on every page of the admin.
        homes = page_permission_policy.instances_user_has_permission_for(user, "change")
        ids = homes.filter(depth=2).values_list("locale_id", flat=True)
        theirs = {language_of(pk) for pk in ids}
        others = [code for code in others if code in theirs]
    return sorted(others, key=language_name)


def originals(image: CustomImage) -> dict[tuple[str, str], str]:
    """``{(work, name of a field): words}`` of what there is to translate."""
    found = {("", "description"): image.description, ("", "title"): image.shown_title}
    found |= {("", name): getattr(image, name) for name in WORDS if name != "title"}
    for work in image.works:
        found |= {(work["id"], name): work.get(name, "") for name in WORDS}
    return {key: text for key, text in found.items() if text}


def words_in(image: CustomImage, language: str) -> dict[tuple[str, str], str]:
    words = image.words.get(language, {})
    found = {("", name): text for name, text in words.items() if name != "works"}
    for work, texts in words.get("works", {}).items():
        found |= {(work, name): text for name, text in texts.items()}
    return found


def set_words(
    image: CustomImage, language: str, words: dict[tuple[str, str], str]
) -> None:
    kept: dict[str, Any] = {}
    for (work, name), text in words.items():
        if text and work:
            kept.setdefault("works", {}).setdefault(work, {})[name] = text
        elif text:
            kept[name] = text
    with transaction.atomic():
        # Somebody else may save another language at this moment.
        row = CustomImage.objects.select_for_update().get(pk=image.pk)
        image.words = {code: of for code, of in row.words.items() if code != language}
        if kept:
            image.words[language] = kept
        image.save(update_fields=["words"])


def is_missing(image: CustomImage, language: str) -> bool:
    """Whether a sentence or a title is not there; names and years may stay."""
    words = words_in(image, language)
    return any(
        name in ("title", "description") and not words.get((work, name))
        for work, name in originals(image)
    )


class Section(NamedTuple):
    heading: str
    fields: list[tuple[forms.BoundField, str]]


class WordsForm(forms.Form):
    def __init__(self, image: CustomImage, language: str, *args: Any) -> None:
        super().__init__(*args)
        self.originals = originals(image)
        labels = {
            "description": staff_("Alternative text"),
            "title": staff_("Title"),
            "creator": staff_("Creator"),
            "year": staff_("Year"),
            "institution": staff_("Holding institution"),
            "attribution": staff_("Attribution"),
        }
        stored = words_in(image, language)
        attributes = {"lang": bcp47(language), "dir": direction(language)}
        for work, name in self.originals:
            self.fields[f"{work}-{name}"] = forms.CharField(
                label=labels[name],
                required=False,
                max_length=500 if name == "attribution" else 255,
                initial=stored.get((work, name), ""),
                widget=forms.TextInput(attributes),
            )

    def sections(self) -> list[Section]:
        found: dict[str, Section] = {}
        for (work, name), text in self.originals.items():
            number = len(found) + (work not in found)
            heading = staff_("Work %(number)s") % {"number": number}
            section = found.setdefault(work, Section(heading, []))
            section.fields.append((self[f"{work}-{name}"], text))
        return list(found.values())

    def words(self) -> dict[tuple[str, str], str]:
        return {
            (work, name): self.cleaned_data[f"{work}-{name}"]
            for work, name in self.originals
        }


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """What both screens share; nobody who has no language to translate comes here."""

    header_icon = "image"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.codes = languages_of(request.user)
        if not self.codes:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listing = {
            "url": reverse("picture_words_list"),
            "label": staff_("Words of pictures"),
        }
        return [*self.breadcrumbs_items, listing]


class ListView(Screen):
    template_name = "images/admin/words_list.html"

    def get_page_title(self) -> str:
        return staff_("Words of pictures")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pictures = CustomImage.objects.order_by("-created_at", "pk")
        page = Paginator(pictures, PER_PAGE).get_page(self.request.GET.get("p"))
        rows = [
            (
                picture,
                [
                    (code, language_name(code))
                    for code in self.codes
                    if is_missing(picture, code)
                ],
            )
            for picture in page
        ]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "page_obj": page,
            "original_language": settings.LANGUAGE_CODE,
            "note": staff_(
                "Alternative texts and credits in the languages that you may "
                "translate into. Where words are missing, readers see the original."
            ),
            "preview_label": staff_("Preview"),
            "title_label": staff_("Picture"),
            "missing_label": staff_("Missing in"),
            "nothing_label": staff_("nothing is missing"),
        }


class WordsView(Screen):
    template_name = "images/admin/words.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.picture = get_object_or_404(CustomImage, pk=kwargs["image_id"])
        self.code = kwargs.get("language", "")
        self.form: WordsForm | None = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.code:
            return redirect("picture_words_in", self.picture.pk, self.codes[0])
        self.form = self.checked_form()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.checked_form(request.POST)
        if form.is_valid():
            set_words(self.picture, self.code, form.words())
            messages.success(
                request,
                staff_("The words in %(language)s are saved.")
                % {"language": language_name(self.code)},
            )
            return redirect("picture_words_in", self.picture.pk, self.code)
        self.form = form
        return super().get(request, *args, **kwargs)

    def checked_form(self, *data: Any) -> WordsForm:
        if self.code not in locale_ids() or self.code == settings.LANGUAGE_CODE:
            raise Http404
        if self.code not in self.codes:
            raise PermissionDenied
        return WordsForm(self.picture, self.code, *data)

    def get_page_title(self) -> str:
        return self.picture.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        def state(code: str) -> str:
            if is_missing(self.picture, code):
                return staff_("words are missing")
            return staff_("complete")

        return super().get_context_data(**kwargs) | {
            "picture": self.picture,
            "languages": [
                (code, language_name(code), state(code), code == self.code)
                for code in self.codes
            ],
            "languages_label": staff_("Languages"),
            "form": self.form,
            "sections": self.form.sections() if self.form else [],
            "original_language": settings.LANGUAGE_CODE,
            "note": staff_(
                "What you leave empty is shown in the original. Names and years often "
                "stay as they are."
            ),
            "save_label": staff_("Save"),
        }
