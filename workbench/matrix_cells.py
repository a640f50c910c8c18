"""A page in a language, in the words of the matrix."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_percent
from django.apps import apps
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Page

from openheritage.furniture import furniture_language
from openheritage.names import cldr, number
from translations.models import State
from translations.overview import Cell, Row
from translations.readers import Reader


@functools.lru_cache(maxsize=2000)
def short_day(value: date, language: str) -> str:
    return format_date(value, "d MMM yyyy", locale=cldr(language))


@functools.lru_cache(maxsize=2000)
def in_percent(value: int, language: str) -> str:
    return format_percent(value / 100, "#,##0%", locale=cldr(language))


def day(value: datetime) -> str:
    return short_day(timezone.localtime(value).date(), furniture_language())


def percent(value: int) -> str:
    return in_percent(value, furniture_language())


@functools.cache
def sign(name: str) -> SafeString:
    """As Wagtail's tag draws an icon, which takes a template each time."""
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true"><use href="#icon-{0}"></use>'
        "</svg>",
        name,
    )


@dataclass(slots=True)
class Shown:
    """``css`` says in a word what it is; ``notes`` have a sign each."""

    css: str
    percent: str = ""
    value: int = 0
    state: str = ""
    url: str = ""
    # What a link is called by those who do not see where it stands.
    name: str = ""
    notes: tuple[tuple[SafeString, str], ...] = ()
    changed: str = ""


@functools.cache
def pattern_of(name: str, *args: int) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def with_number(name: str, pk: int) -> str:
    """Two thousand addresses, of which only the number differs."""
    return pattern_of(name, 0).replace("/0/", f"/{pk}/")


class Words:
    """Puts the cells of one page of the list into words."""

    def __init__(
        self,
        reader: Reader,
        user: User,
        *,
        with_changes: bool,
    ) -> None:
        self.reader = reader
        self.with_changes = with_changes
        self.states = {state.value: str(state.label) for state in State}
        self.not_begun = staff_("Not begun")
        self.uncounted = staff_("Not counted yet")
        self.live = staff_("Live")
        self.submit = staff_("Submit “%(title)s” for translation into %(language)s")
        self.stale = staff_("Stale since %(day)s")
        self.user = user
        self.may: dict[str, bool] = {}

    def may_change(self, row: Row) -> bool:
        """Pages by language, other texts by their model."""
        if row.kind not in self.may:
            model = apps.get_model(row.kind)
            name = f"{model._meta.app_label}.change_{model._meta.model_name}"
            self.may[row.kind] = issubclass(model, Page) or self.user.has_perm(name)
        return self.may[row.kind]

    def edit_url(self, row: Row, pk: int) -> str:
        if row.is_page:
            return with_number("wagtailadmin_pages:edit", pk)
        options = row.model._meta
        return reverse(
            f"wagtailsnippets_{options.app_label}_{options.model_name}:edit", args=[pk]
        )

    def url_of(self, row: Row, cell: Cell) -> str:
        if cell.locale not in self.reader.locales or not self.may_change(row):
            return ""
        return with_number("workbench_edit", cell.translation)

    def shown(self, row: Row, locale: int, language: str, cell: Cell | None) -> Shown:
        if cell is None:
            return self.missing(row, locale, language)
        if cell.total is None:
            return Shown("none", state=self.uncounted, url=self.url_of(row, cell))
        state = self.states.get(cell.state, "")
        rate = percent(cell.percent)
        return Shown(
            css=self.css(cell),
            percent=rate,
            value=cell.percent,
            state=state,
            url=self.url_of(row, cell),
            name=f"{row.title}, {language}: {rate}",
            notes=tuple(self.notes(cell)),
            changed=self.changed(cell),
        )

    def missing(self, row: Row, locale: int, language: str) -> Shown:
        shown = Shown("none", state=self.not_begun)
        if self.reader.coordinates:
            thing = "page" if row.is_page else "text"
            value = row.pk if row.is_page else f"{row.kind}:{row.pk}"
            shown.url = (
                f"{pattern_of('workbench_new_job')}?{thing}={value}&locale={locale}"
            )
            shown.name = self.submit % {"title": row.title, "language": language}
        return shown

    @staticmethod
    def css(cell: Cell) -> str:
        if cell.stale_since:
            return "stale"
        return "whole" if not cell.left else "part" if cell.translated else "empty"

    def notes(self, cell: Cell) -> Iterable[tuple[SafeString, str]]:
        if cell.is_live and cell.state != State.LIVE:
            yield sign("view"), self.live
        if cell.stale_since:
            yield sign("history"), self.stale % {"day": day(cell.stale_since)}
        if cell.machine:
            yield (
                sign("cogs"),
                staff_n(
                    "%(count)s sentence of a machine, not yet confirmed",
                    "%(count)s sentences of a machine, not yet confirmed",
                    cell.machine,
                )
                % {"count": number(cell.machine)},
            )
        if cell.faulty:
            yield (
                sign("warning"),
                staff_n(
                    "%(count)s sentence with an error",
                    "%(count)s sentences with an error",
                    cell.faulty,
                )
                % {"count": number(cell.faulty)},
            )

    def changed(self, cell: Cell) -> str:
        if not self.with_changes or not cell.touched_at:
            return ""
        name = cell.person if self.reader.names_people_in(cell.locale) else ""
        if not name:
            return day(cell.touched_at)
        return staff_("%(day)s, %(name)s") % {"day": day(cell.touched_at), "name": name}
