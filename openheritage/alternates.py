"""Where what is shown is found in each language, and which address counts."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext
from wagtail.models import Page, Site

from . import names
from .furniture import furniture_of, speaking
from .locales import open_locales
from .pages import path_in


@dataclass
class Language:
    """A line of the language switcher."""

    code: str
    path: str
    # The same, with what the reader has chosen there.
    link: str
    is_current: bool
    is_available: bool
    tag: str = field(init=False)
    name: str = field(init=False)
    direction: str = field(init=False)

    def __post_init__(self) -> None:
        self.tag = names.bcp47(self.code)
        self.name = names.language_name(self.code)
        self.direction = names.direction(self.code)

    @property
    def offer(self) -> str:
        """An offer to read on in the language, in the language."""
        if furniture_of(self.code) != self.code:
            return self.name
        with speaking(self.code):
            # Translators: name your own language here, not English.
            return gettext("Read this page in English")


class Alternates:
    """The same page, or the same view, under every prefix."""

    def __init__(
        self, request: HttpRequest, page: Page | None, page_number: int, language: str
    ) -> None:
        self.request = request
        self.page = page
        self.page_number = page_number
        self.language = language
        self.text_language = page.language if page else language
        self.is_untranslated = self.text_language != language

    @cached_property
    def address(self) -> str:
        """Scheme and host of the site, from its record and never from a request."""
        roots = Site.get_site_root_paths()
        return roots[0].root_url if roots else settings.WAGTAILADMIN_BASE_URL

    @property
    def query(self) -> str:
        """The number of a list's page, the only part of a query that makes
        another page of it."""
        return f"?page={self.page_number}" if self.page_number > 1 else ""

    @property
    def choices(self) -> str:
        """What of the query means the same in another language."""
        names = (*self.page.choices, "page") if self.page else ()
        kept = [
            (name, self.request.GET[name])
            for name in names
            if self.request.GET.get(name)
        ]
        return f"?{urlencode(kept)}" if kept else ""

    def link_in(self, language: str) -> str:
        if self.page:
            return path_in(language, self.page.url_path) + self.choices
        return self.path_in(language)

    def path_in(self, language: str) -> str:
        """Where the same thing is found under another prefix."""
        if self.page:
            return path_in(language, self.page.url_path) + self.query
        # What a view has said of an address that names other languages, too.
        if language in (elsewhere := getattr(self.request, "elsewhere", {})):
            return elsewhere[language]
        here = escape_uri_path(self.request.path)
        prefix, _slash, rest = here.removeprefix("/").partition("/")
        if prefix != self.language or getattr(self.request, "is_error", False):
            return f"/{language}/"
        query = self.request.META.get("QUERY_STRING", "")
        return f"/{language}/{rest}" + (f"?{query}" if query else "")

    @cached_property
    def canonical(self) -> str:
        """The one address of what is shown: of the original where there is no
        translation."""
        if self.page:
            path = path_in(self.text_language, self.page.url_path) + self.query
        else:
            path = escape_uri_path(self.request.path)
        return self.address + path

    def languages(self, here: set[int] | None) -> list[Language]:
        """All open ones; ``here`` are the Locale ids that the page is live in.

        Without a page (an error, a search) it is ``None``, and all are available.
        """
        return [
            Language(
                code=code,
                path=self.path_in(code),
                link=self.link_in(code),
                is_current=code == self.language,
                is_available=here is None or pk in here,
            )
            for code, pk in open_locales().items()
        ]
