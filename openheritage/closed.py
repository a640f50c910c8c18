"""Where a language leads that was open once and is closed: links to it are out.

A language in preparation has no addresses, and nothing tells that it is there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from wagtail.models import Page, Site

from .furniture import speaking
from .locales import locale_ids, open_locales
from .models import Language
from .names import bcp47, language_name_here


def goes_on_if(when: Callable[[HttpRequest], bool]) -> Callable[[Callable], Callable]:
    """For views that somebody must reach though the language was closed since: what
    they sent or opened goes on in the original's language."""

    def marked(view: Callable) -> Callable:
        vars(view)["goes_on"] = when
        return view

    return marked


goes_on = goes_on_if(lambda request: True)


@dataclass(frozen=True)
class Original:
    """Where the same thing is in the original's language."""

    language: str
    path: str
    # Whether the language is closed, or there is but this that it lacks.
    is_closed: bool = True

    @property
    def closed_name(self) -> str:
        return language_name_here(self.language)

    @property
    def name(self) -> str:
        return language_name_here(settings.LANGUAGE_CODE)

    @property
    def tag(self) -> str:
        return bcp47(settings.LANGUAGE_CODE)


class NotHereError(Http404):
    """For views: there is nothing in this language, and the page that says so leads to
    the same in the original's."""


def in_original(request: HttpRequest) -> Original | None:
    language, rest = prefix_of(request)
    if language == settings.LANGUAGE_CODE:
        return None
    return Original(language, f"/{settings.LANGUAGE_CODE}/{rest}", is_closed=False)


def prefix_of(request: HttpRequest) -> tuple[str, str]:
    prefix, _slash, rest = request.path_info.removeprefix("/").partition("/")
    return prefix, rest


def was_open(language: str) -> bool:
    if language in open_locales() or language not in locale_ids():
        return False
    rows = Language.objects.filter(locale_id=locale_ids()[language])
    return rows.exclude(opened_at=None).exists()


def original_of(request: HttpRequest) -> Original | None:
    """``None`` unless the address is one of a closed language."""
    language, rest = prefix_of(request)
    if not was_open(language):
        return None
    home = f"/{settings.LANGUAGE_CODE}/"
    path = home + rest
    return Original(language, path if is_found(path, rest) else home)


def is_found(path: str, rest: str) -> bool:
    with speaking(settings.LANGUAGE_CODE):
        try:
            name = resolve(path).url_name
        except Resolver404:
            return False
    if name != "wagtail_serve":
        return True
    trees = [
        root.root_path
        for root in Site.get_site_root_paths()
        if root.language_code == settings.LANGUAGE_CODE
    ]
    paths = [f"{tree}{rest}" for tree in trees]
    return Page.objects.live().filter(url_path__in=paths).exists()


def onward(request: HttpRequest) -> HttpResponse | None:
    """Leads on at once where waiting for a click would lose something."""
    language, rest = prefix_of(request)
    path = f"/{settings.LANGUAGE_CODE}/{rest}"
    with speaking(settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    when = getattr(view, "goes_on", None)
    if when is None or not when(request) or not was_open(language):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(
        path + (f"?{query}" if query else ""), preserve_request=True
    )
