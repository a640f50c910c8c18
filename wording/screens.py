"""What the screens of the words of the site share."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale

from desk.pages import signed_in
from openheritage.faithful import BRACED, NAMED
from openheritage.locales import locale_ids
from openheritage.names import direction, language_name

from .entries import Entry, State, entries
from .rights import languages_of

MISSING, HERE, OLD, NEEDLESS = "missing", "here", "old", "needless"

SHOWN_BY = {
    MISSING: (State.MISSING, State.UNFIT),
    HERE: (State.ADDED, State.CHANGED, State.UNFIT, State.NEEDLESS),
    OLD: (State.STALE,),
    NEEDLESS: (State.NEEDLESS,),
}


def labels() -> dict[str, str]:
    return {
        "": staff_("All"),
        MISSING: staff_("Missing"),
        HERE: staff_("Given here"),
        OLD: staff_("Out of use"),
        NEEDLESS: staff_("In the catalogue by now"),
    }


def state_words(entry: Entry) -> str:
    return {
        State.MISSING: staff_("Missing"),
        State.SHIPPED: staff_("From the catalogue"),
        State.ADDED: staff_("Given here"),
        State.CHANGED: staff_("Given here, instead of the catalogue’s"),
        State.NEEDLESS: staff_("Given here; the catalogue has the same by now"),
        State.STALE: staff_("Out of use: the site does not say this any more"),
        State.UNFIT: staff_("Does not fit any more, and is not used"),
    }[entry.state]


def chosen(found: list[Entry], show: str, query: str) -> list[Entry]:
    """What a filter and a search leave of all entries."""
    if show in SHOWN_BY:
        found = [entry for entry in found if entry.state in SHOWN_BY[show]]
    needle = " ".join(query.split()).casefold()
    if not needle:
        return found
    return [
        entry
        for entry in found
        if needle in entry.message.text
        or any(needle in text.casefold() for text in entry.given)
        or any(needle in file for file in entry.message.files)
    ]


def readable(text: str, language: str) -> str:
    """To be looked at: places to fill in keep their order within lines from right to
    left."""
    if direction(language) == "ltr":
        return text
    for pattern in (NAMED, BRACED):
        text = pattern.sub(lambda place: f"\u2068{place[0]}\u2069", text)
    return text


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """Nobody comes here who has no language to write in."""

    header_icon = "wagtail-localize-language"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.user: User = signed_in(request)
        self.codes = languages_of(self.user)
        if not self.codes:
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_page_title(self) -> str:
        return staff_("Words of the site")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("wording"), "label": staff_("Words of the site")}
        return [*self.breadcrumbs_items, index]


class InLanguage(Screen):
    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.code: str = kwargs["language"]
        if self.code not in locale_ids():
            raise Http404
        if self.code not in languages_of(signed_in(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def locale(self) -> Locale:
        return Locale.objects.get(language_code=self.code)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.code)

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def list_url(self) -> str:
        return reverse("wording_list", args=[self.code])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        crumb = {"url": self.list_url, "label": self.name}
        return [*super().get_breadcrumbs_items(), crumb]

    def answer(self, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))
