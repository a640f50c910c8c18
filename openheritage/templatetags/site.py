"""What the frame around every page needs: menu, languages, addresses."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django import template
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page, Site

from openheritage import names
from openheritage.locales import locale_ids
from openheritage.pages import path_in, restricted

register = template.Library()

# json_script's own escapes: nothing in the data can end the script element.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


OFFER_IN_ENGLISH = "Read this page in English"


@dataclass
class Language:
    """A line of the language switcher."""

    code: str
    path: str
    is_current: bool
    is_available: bool
    tag: str = field(init=False)
    name: str = field(init=False)
    direction: str = field(init=False)

    def __post_init__(self):
        self.tag = names.bcp47(self.code)
        self.name = names.language_name(self.code)
        self.direction = names.direction(self.code)

    @property
    def offer(self) -> str:
        """An offer to read on in the language, in the language."""
        with override(self.code):
            # Translators: name your own language here, not English.
            offer = gettext("Read this page in English")
        is_own = self.code == "en" or offer != OFFER_IN_ENGLISH
        # A language may exist before its catalogue does.
        return offer if is_own else self.name


@dataclass
class MenuItem:
    title: str
    path: str
    key: str
    is_current: bool
    # The title's own language, where it is not the reader's.
    language: str


class Shell:
    """The frame of one response. Two queries, made when first needed."""

    def __init__(self, request: HttpRequest, page: Page | None, page_number: int):
        self.request = request
        self.page = page
        self.page_number = page_number
        self.language = get_language() or settings.LANGUAGE_CODE
        self.tag = names.bcp47(self.language)
        self.direction = names.direction(self.language)
        self.name = names.language_name(self.language)
        self.text_language = page.language if page else self.language
        self.is_untranslated = self.text_language != self.language
        self.text_name = names.language_name_here(self.text_language)
        self.source_name = names.language_name_here(settings.LANGUAGE_CODE)

    @cached_property
    def rows(self) -> list[tuple]:
        """The children of the home pages, and the page in all languages."""
        ids = locale_ids()
        wanted = Q(
            depth=3, locale_id__in={ids[self.language], ids[settings.LANGUAGE_CODE]}
        )
        key = self.page.translation_key if self.page else None
        current = Q(translation_key=key)
        return list(
            Page.objects.live()
            .filter(wanted & ~restricted() | current)
            .order_by("path")
            .values_list(
                "translation_key",
                "locale_id",
                "url_path",
                "title",
                "show_in_menus",
                "depth",
            )
        )

    @cached_property
    def address(self) -> str:
        """Scheme and host of the site, from its record and never from a request."""
        roots = Site.get_site_root_paths()
        return roots[0].root_url if roots else settings.WAGTAILADMIN_BASE_URL

    @cached_property
    def languages(self) -> list[Language]:
        """All languages; without a page (an error, a search) all are available."""
        here = None
        if self.page:
            here = {row[1] for row in self.rows if row[0] == self.page.translation_key}
        return [
            Language(
                code=code,
                path=self.path_in(code),
                is_current=code == self.language,
                is_available=here is None or pk in here,
            )
            for code, pk in locale_ids().items()
        ]

    def path_in(self, language: str) -> str:
        """Where the same thing is found under another prefix."""
        if self.page:
            return path_in(language, self.page.url_path) + self.query
        prefix, _slash, rest = self.request.path.removeprefix("/").partition("/")
        if prefix != self.language or getattr(self.request, "is_error", False):
            return f"/{language}/"
        query = self.request.META.get("QUERY_STRING", "")
        return f"/{language}/{rest}" + (f"?{query}" if query else "")

    @property
    def query(self) -> str:
        """The number of a list's page, the only part of a query that makes
        another page of it."""
        return f"?page={self.page_number}" if self.page_number > 1 else ""

    @cached_property
    def canonical(self) -> str:
        """The one address of what is shown: of the original where there is no
        translation."""
        if self.page:
            path = path_in(self.text_language, self.page.url_path) + self.query
        else:
            path = self.request.path
        return self.address + path

    @cached_property
    def alternates(self) -> list[Language]:
        """The languages for ``hreflang``: none for what is not translated here."""
        if not self.page or self.is_untranslated:
            return []
        return [language for language in self.languages if language.is_available]

    @cached_property
    def default(self) -> Language | None:
        """``x-default``, for readers of none of these languages."""
        for language in self.alternates:
            if language.code == settings.LANGUAGE_CODE:
                return language
        return None

    @cached_property
    def items(self) -> list[tuple[MenuItem, bool]]:
        """The children of the home page in the order of the original's tree."""
        ids = locale_ids()
        source = ids[settings.LANGUAGE_CODE]
        own = {row[0]: row for row in self.rows if row[1] == ids[self.language]}
        items = []
        for key, locale_id, url_path, title, in_menu, depth in self.rows:
            if depth != 3 or locale_id != source:
                continue
            shown = own.get(key)
            path = path_in(self.language, url_path)
            item = MenuItem(
                title=shown[3] if shown else title,
                path=path,
                key=str(key),
                is_current=self.request.path.startswith(path),
                language="" if shown else names.bcp47(settings.LANGUAGE_CODE),
            )
            items.append((item, in_menu))
        return items

    @property
    def menu(self) -> list[MenuItem]:
        return [item for item, in_menu in self.items if in_menu]

    @property
    def footer(self) -> list[MenuItem]:
        """What lies beside the menu: privacy, accessibility, questions."""
        return [item for item, in_menu in self.items if not in_menu]

    @property
    def parent(self) -> MenuItem | None:
        """The list that a page stands in."""
        if self.page and self.page.depth > 3:
            for item, _in_menu in self.items:
                if item.is_current:
                    return item
        return None

    @property
    def structured_data(self) -> SafeString:
        """JSON-LD of the page and its place in the site."""
        if not self.page or self.is_untranslated:
            return mark_safe("")
        data = self.page.structured_data(self.request, self.canonical)
        if self.page.depth > 2:
            steps = [(gettext("Open Heritage"), f"/{self.language}/")]
            if parent := self.parent:
                steps.append((parent.title, parent.path))
            steps.append((self.page.title, self.request.path))
            data.append(
                {
                    "@type": "BreadcrumbList",
                    "itemListElement": [
                        {
                            "@type": "ListItem",
                            "position": position,
                            "name": title,
                            "item": self.address + path,
                        }
                        for position, (title, path) in enumerate(steps, start=1)
                    ],
                }
            )
        graph = {"@context": "https://schema.org", "@graph": data}
        text = json.dumps(graph, ensure_ascii=False).translate(JSON_ESCAPES)
        return format_html(
            '<script type="application/ld+json">{}</script>',
            mark_safe(text),  # noqa: S308 - JSON_ESCAPES left nothing to escape
        )


@register.simple_tag(takes_context=True)
def shell(context: RequestContext) -> Shell:
    page, number = context.get("page"), context.get("page_number", 1)
    return Shell(context["request"], page, number)


@register.simple_tag(takes_context=True)
def text_language(context: RequestContext) -> SafeString:
    """``lang`` and ``dir`` for an element that holds the page's own words."""
    page = context.get("page")
    if page is None or page.language == get_language():
        return mark_safe("")
    return language_attributes(page.language)


@register.filter
def language_attributes(language: str) -> SafeString:
    """``lang`` and ``dir``, for words in a language that may not be the page's."""
    return format_html(
        ' lang="{}" dir="{}"', names.bcp47(language), names.direction(language)
    )


@register.filter
def if_foreign(language: str) -> SafeString:
    """The same, but nothing for words in the reader's own language."""
    if language == get_language():
        return mark_safe("")
    return language_attributes(language)


@register.filter
def path(page: Page) -> str:
    """A page's address under the reader's prefix, translated or not."""
    return path_in(get_language() or settings.LANGUAGE_CODE, page.url_path)


@register.filter
def language_name(language: str) -> str:
    return names.language_name_here(language)


@register.filter
def open_graph(language: str) -> str:
    return names.open_graph(language)


@register.filter
def day(value: date | None) -> str:
    return names.day(value) if value else ""


@register.filter
def number(value: int) -> str:
    return names.number(value)
