"""All pages and texts of snippets, in all languages: asked for as sets.

A page of the list takes the same number of queries as ten thousand pages do.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Max, Model, Q, QuerySet, Sum
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation

from openheritage.locales import locale_ids

from .readers import Reader


def default_locale() -> int:
    return locale_ids()[settings.LANGUAGE_CODE]


@dataclass(frozen=True, slots=True)
class Row:
    """An original."""

    key: UUID
    pk: int
    # As ``app.model``.
    kind: str
    title: str
    # How deep in the tree, and where.
    level: int
    path: str
    is_live: bool

    @property
    def is_page(self) -> bool:
        return bool(self.path)

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.kind)


@dataclass(slots=True)
class Cell:
    """A page in a language; of what was never submitted there is none."""

    locale: int
    translation: int | None = None
    target: int | None = None
    is_live: bool = False
    total: int = 0
    translated: int = 0
    machine: int = 0
    faulty: int = 0
    words_left: int = 0
    touched_at: datetime | None = None
    touched_by: int | None = None
    stale_since: datetime | None = None
    # As ``translations.models.State``; empty for what nobody has submitted.
    state: str = ""

    @property
    def percent(self) -> int:
        """Rounded down: 100 is whole."""
        return 100 * self.translated // self.total if self.total else 100

    @property
    def left(self) -> int:
        return self.total - self.translated


@dataclass(frozen=True)
class Total:
    """What a language has of the pages that are listed."""

    live: int = 0
    translated: int = 0
    machine: int = 0
    words_left: int = 0
    stale: int = 0


@dataclass(frozen=True)
class Wish:
    """What is asked for; ``Reader`` says what may be shown of it."""

    locales: tuple[int, ...]
    section: str = ""
    kind: str = ""
    text: str = ""
    # One of ``State``, or ``NOT_BEGUN``.
    state: str = ""
    stale: bool = False
    machine: bool = False
    mine: bool = False

    @property
    def is_about_cells(self) -> bool:
        return bool(self.state or self.stale or self.machine or self.mine)


NOT_BEGUN = "none"


def snippet_models() -> list[Any]:
    return [
        model
        for model in get_snippet_models()
        if issubclass(model, TranslatableMixin) and not issubclass(model, Page)
    ]


def plain(text: str) -> str:
    """For looking for it: without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


class Overview:
    """All that a reader may know of, and what of it was asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.seen = self.may_be_seen()
        self.everything = [*self.pages(), *self.snippets()]
        self.wish = Wish(())

    def ask(self, wish: Wish) -> list[Row]:
        self.wish = wish
        return self.filtered()

    # What there is

    def known_keys(self) -> Collection[UUID]:
        """Originals that wait in a language of the reader's."""
        return set(
            Translation.objects.filter(
                enabled=True, target_locale__in=self.reader.locales
            ).values_list("source__object_id", flat=True)
        )

    def may_be_seen(self) -> Callable[[bool, UUID], bool]:
        if self.reader.sees_drafts:
            return lambda is_live, key: True
        known = self.known_keys()
        return lambda is_live, key: is_live or key in known

    def pages(self) -> list[Row]:
        """In the order of the menu, which is that of the tree."""
        found = Page.objects.filter(locale=default_locale(), depth__gt=1).order_by(
            "path"
        )
        # Of a page that is published others know what readers know.
        title = "draft_title" if self.reader.sees_drafts else "title"
        return [
            Row(key, pk, f"{app}.{model}", title, depth - 2, path, live)
            for key, pk, app, model, title, depth, path, live in found.values_list(
                *("translation_key", "pk", "content_type__app_label"),
                *("content_type__model", title, "depth", "path", "live"),
            )
            if self.seen(live, key)
        ]

    def snippets(self) -> list[Row]:
        found = []
        for model in snippet_models():
            originals = model.objects.filter(locale=default_locale()).order_by("pk")
            found += [
                Row(
                    each.translation_key,
                    each.pk,
                    model._meta.label_lower,
                    str(each),
                    0,
                    "",
                    getattr(each, "live", True),
                )
                for each in originals
                if self.seen(getattr(each, "live", True), each.translation_key)
            ]
        return found

    # What of it is asked for

    def filtered(self) -> list[Row]:
        wish, rows = self.wish, self.everything
        if wish.section:
            rows = [row for row in rows if row.path.startswith(wish.section)]
        if wish.kind:
            rows = [row for row in rows if row.kind == wish.kind]
        if wish.text:
            wanted, called = plain(wish.text), self.called(wish.text)
            rows = [
                row for row in rows if wanted in plain(row.title) or row.key in called
            ]
        # Totals are of these, whatever their cells say.
        self.counted = rows
        if wish.is_about_cells:
            cells = self.cells(rows)
            rows = [
                row
                for row in rows
                if any(
                    self.matches(cells.get((row.key, locale)))
                    for locale in wish.locales
                )
            ]
        return rows

    def called(self, text: str) -> set[UUID]:
        """Pages with such a title in a language of the reader's."""
        return set(
            Page.objects.filter(
                locale__in=self.reader.locales, draft_title__icontains=text
            ).values_list("translation_key", flat=True)
        )

    def matches(self, cell: Cell | None) -> bool:
        wish = self.wish
        if cell is None:
            is_wanted = not (wish.stale or wish.machine or wish.mine)
            return is_wanted and wish.state in ("", NOT_BEGUN)
        return (
            (not wish.stale or cell.stale_since is not None)
            and (not wish.machine or cell.machine > 0)
            and (not wish.mine or cell.touched_by == self.reader.pk)
            and (not wish.state or (cell.state or NOT_BEGUN) == wish.state)
        )

    # How far it is

    def translations(self, rows: Iterable[Row]) -> QuerySet[Translation]:
        return Translation.objects.filter(
            enabled=True,
            source__locale=default_locale(),
            source__object_id__in=[row.key for row in rows],
        )

    def cells(self, rows: Collection[Row]) -> dict[tuple[UUID, int], Cell]:
        if not rows or not self.wish.locales:
            return {}
        found: dict[tuple[UUID, int], Cell] = {}
        for key, locale, *numbers in (
            self.translations(rows)
            .filter(target_locale__in=self.wish.locales)
            .values_list(
                *("source__object_id", "target_locale_id", "pk"),
                *("tally__total", "tally__translated", "tally__machine"),
                *("tally__faulty", "tally__words_left", "tally__touched_at"),
                *("tally__touched_by_id", "tally__stale_since"),
            )
        ):
            translation, total, translated, machine, faulty, left, at, by, stale = (
                numbers
            )
            found[key, locale] = Cell(
                *(locale, translation, None, False, total or 0, translated or 0),
                *(machine or 0, faulty or 0, left or 0, at, by, stale),
            )
        for (key, locale), (target, is_live) in self.targets(rows).items():
            cell = found.get((key, locale)) or Cell(locale)
            cell.target, cell.is_live = target, is_live
            found[key, locale] = cell
        self.add_states(found)
        return found

    def targets(self, rows: Collection[Row]) -> dict[tuple[UUID, int], tuple]:
        found = {}
        keys: dict[Any, list[UUID]] = {}
        for row in rows:
            keys.setdefault(Page if row.is_page else row.model, []).append(row.key)
        for model, wanted in keys.items():
            there = model.objects.filter(
                translation_key__in=wanted, locale__in=self.wish.locales
            ).order_by()
            has_drafts = issubclass(model, DraftStateMixin)
            names = ["translation_key", "locale_id", "pk"]
            for key, locale, pk, *live in there.values_list(
                *names, *(["live"] if has_drafts else [])
            ):
                found[key, locale] = pk, live[0] if live else True
        return found

    def add_states(self, cells: dict[tuple[UUID, int], Cell]) -> None:
        for cell in cells.values():
            if cell.translation is not None:
                cell.state = "live" if cell.is_live and not cell.left else "draft"

    def totals(self) -> tuple[int, dict[int, Total]]:
        """Sentences that are known of these pages, and what each language has.

        What was submitted to one language only counts for all others too.
        """
        rows, locales = self.counted, self.wish.locales
        whole = sum(
            most or 0
            for _key, most in self.translations(rows)
            .order_by()
            .values_list("source__object_id")
            .annotate(Max("tally__total"))
        )
        live = self.live_by_locale(rows)
        found = {locale: Total(live=live.get(locale, 0)) for locale in locales}
        for locale, *numbers in (
            self.translations(rows)
            .filter(target_locale__in=locales)
            .order_by()
            .values_list("target_locale_id")
            .annotate(
                Sum("tally__translated"),
                Sum("tally__machine"),
                Sum("tally__words_left"),
                stale=Count("pk", filter=Q(tally__stale_since__isnull=False)),
            )
        ):
            numbers = [number or 0 for number in numbers]
            found[locale] = Total(live.get(locale, 0), *numbers)
        return whole, found

    def live_by_locale(self, rows: Collection[Row]) -> dict[int, int]:
        keys = [row.key for row in rows if row.is_page]
        live = Page.objects.live().filter(
            locale__in=self.wish.locales, translation_key__in=keys
        )
        return dict(live.order_by().values_list("locale_id").annotate(Count("pk")))
