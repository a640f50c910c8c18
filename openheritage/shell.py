"""The frame of one response: its language, its menu, its addresses."""

from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.models import Page

from . import names, slots, structured_data
from .alternates import Alternates, Language
from .facts import Facts
from .furniture import content_language, furniture_language
from .locales import locale_ids
from .menu import MENU_DEPTH, MenuItem, Row, menu_items, room, view_items
from .pages import restricted

# {language: the children of the home pages}, {translation key: the page in all}.
MENUS: Facts[str, list[Row]] = Facts("menus")
TRANSLATIONS: Facts[UUID, list[Row]] = Facts("translations of pages")


def live(wanted: Q) -> list[Row]:
    pages = Page.objects.live().filter(wanted).order_by("path")
    return [Row(*row) for row in pages.values_list(*Row._fields)]


def menu_rows(language: str) -> list[Row]:
    ids = locale_ids()
    both = {ids[language], ids[settings.LANGUAGE_CODE]}
    return live(Q(~restricted(), depth=MENU_DEPTH, locale_id__in=both))


class Shell:
    """What it asks the database is kept until a page changes."""

    def __init__(
        self, request: HttpRequest, page: Page | None, page_number: int
    ) -> None:
        self.request = request
        self.page = page
        self.language = content_language()
        self.content_tag = names.bcp47(self.language)
        # Of all that has no ``lang`` and ``dir`` of its own.
        furniture = furniture_language()
        self.tag = names.bcp47(furniture)
        self.direction = names.direction(furniture)
        self.name = names.language_name(self.language)
        self.source_name = names.language_name_here(settings.LANGUAGE_CODE)
        self.found_at = Alternates(request, page, page_number, self.language)
        self.text_language = self.found_at.text_language
        self.text_name = names.language_name_here(self.text_language)
        self.is_untranslated = self.found_at.is_untranslated

    @cached_property
    def rows(self) -> list[Row]:
        """The children of the home pages, and the page in all languages."""
        menu = MENUS.of(self.language, lambda: menu_rows(self.language))
        if self.page is None:
            return menu
        key = self.page.translation_key
        own = TRANSLATIONS.of(key, lambda: live(Q(translation_key=key)))
        return sorted({*menu, *own}, key=lambda row: row.path)

    @property
    def address(self) -> str:
        return self.found_at.address

    @property
    def canonical(self) -> str:
        return self.found_at.canonical

    @cached_property
    def languages(self) -> list[Language]:
        key = self.page.translation_key if self.page else None
        here = {row.locale_id for row in self.rows if row.translation_key == key}
        return self.found_at.languages(here if self.page else None)

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
    def items(self) -> list[MenuItem]:
        return menu_items(self.rows, self.language, self.request.path)

    @cached_property
    def menu(self) -> list[MenuItem]:
        """The pages that staff have put there; behind the first of them, views."""
        pages = [item for item in self.items if item.in_menu]
        views = view_items(slots.answers(slots.Slot.MENU), self.request.path)
        return [*pages[:1], *views, *pages[1:]]

    @property
    def room(self) -> int | None:
        """From which width of a window on, in rem, the menu needs no button."""
        words = [gettext("Search"), self.name, self.call.title if self.call else ""]
        words += [item.title for item in self.menu]
        return room(gettext("Open Heritage"), words)

    @cached_property
    def call(self) -> slots.Link | None:
        """What the head of every page asks readers to do."""
        calls = slots.answers(slots.Slot.CALL, self.request.path)
        return next((call for call in calls if call), None)

    @property
    def footer(self) -> list[MenuItem]:
        """What lies beside the menu: privacy, accessibility, questions."""
        return [item for item in self.items if not item.in_menu]

    @property
    def parent(self) -> MenuItem | None:
        """The list that a page stands in."""
        if self.page and self.page.depth > MENU_DEPTH:
            for item in self.items:
                if item.is_current:
                    return item
        return None

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The way to the page, as titles and paths; none to a home page."""
        if self.page is None or self.page.depth < MENU_DEPTH:
            return []
        steps = [(gettext("Open Heritage"), f"/{self.language}/")]
        if parent := self.parent:
            steps.append((parent.title, parent.path))
        return [*steps, (self.page.title, escape_uri_path(self.request.path))]

    @property
    def structured_data(self) -> SafeString:
        """JSON-LD of the page and its place in the site."""
        if not self.page or self.is_untranslated:
            return mark_safe("")
        data = self.page.structured_data(self.request, self.canonical)
        if steps := self.steps:
            data.append(structured_data.breadcrumbs(steps, self.address))
        return structured_data.script(data)
