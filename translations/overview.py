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
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.expressions import RawSQL
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import Translation, TranslationSource

from . import standing
from .models import State
from .originals import default_locale, sentences_of, snippet_models, told
from .readers import Reader


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
    # Known once it was submitted to any language.
    sentences: int = 0

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
    translation: int
    source: int
    target: int
    is_live: bool
    published_at: datetime | None
    # Without numbers nobody has counted it yet.
    total: int | None
    translated: int
    machine: int
    faulty: int
    words_left: int
    touched_at: datetime | None
    touched_by: int | None
    stale_since: datetime | None
    first_name: str | None
    last_name: str | None
    username: str | None
    # The last one that somebody took; see ``standing``.
    step: Any
    # As ``translations.models.State``.
    state: str = ""

    @property
    def percent(self) -> int:
        """Rounded down: 100 is whole."""
        return 100 * self.translated // self.total if self.total else 100

    @property
    def left(self) -> int:
        return (self.total or 0) - self.translated

    @property
    def person(self) -> str:
        names = f"{self.first_name or ''} {self.last_name or ''}".strip()
        return names or self.username or ""


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
        rows = found.values_list(
            *("translation_key", "pk", "content_type__app_label"),
            *("content_type__model", title, "depth", "path", "live"),
            sentences_of(),
        )
        return [
            Row(key, pk, f"{app}.{model}", called, depth - 2, path, live, number or 0)
            for key, pk, app, model, called, depth, path, live, number in rows
            if self.seen(live, key)
        ]

    def snippets(self) -> list[Row]:
        models = snippet_models()
        found = [
            Row(key, pk, kind, title, 0, "", is_live, number or 0)
            for kind, pk, key, is_live, title, number in told(models)
            if self.seen(is_live, key)
        ]
        place = {model._meta.label_lower: at for at, model in enumerate(models)}
        return sorted(found, key=lambda row: (place[row.kind], row.pk))

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
        if wish.state == NOT_BEGUN:
            begun = self.begun(rows)
            rows = [row for row in rows if begun.get(row.key, 0) < len(wish.locales)]
        elif wish.is_about_cells:
            found = {
                key
                for (key, _locale), cell in self.cells(rows, self.possible).items()
                if self.matches(cell)
            }
            rows = [row for row in rows if row.key in found]
        return rows

    def begun(self, rows: Collection[Row]) -> dict[UUID, int]:
        """In how many of the languages they are submitted."""
        found = self.translations(rows).values_list("source__object_id")
        return dict(found.annotate(Count("pk")))

    @property
    def possible(self) -> Q:
        """What a database can say of ``matches``."""
        wish, condition = self.wish, Q()
        if wish.stale:
            condition &= Q(tally__stale_since__isnull=False)
        if wish.machine:
            condition &= Q(tally__machine__gt=0)
        if wish.mine:
            condition &= Q(tally__touched_by=self.reader.pk)
        if wish.state and wish.state != State.DRAFT:
            condition &= Q(tally__translated=F("tally__total"))
        return condition

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
            return wish.state == NOT_BEGUN
        return (
            (not wish.stale or cell.stale_since is not None)
            and (not wish.machine or cell.machine > 0)
            and (not wish.mine or cell.touched_by == self.reader.pk)
            and wish.state in ("", cell.state)
        )

    # How far it is

    def translations(self, rows: Iterable[Row]) -> QuerySet[Translation]:
        return Translation.objects.filter(
            enabled=True,
            source__locale=default_locale(),
            target_locale__in=self.wish.locales,
            source__object_id__in=[row.key for row in rows],
        ).order_by()

    def cells(
        self, rows: Collection[Row], condition: Q | None = None
    ) -> dict[tuple[UUID, int], Cell]:
        """Those whose page is there; of others only the sentences are kept."""
        by_model: dict[Any, list[Row]] = {}
        for row in rows:
            by_model.setdefault(Page if row.is_page else row.model, []).append(row)
        found = {}
        if self.wish.locales and by_model:
            first, *others = [
                cells_of(model, self.translations(mine).filter(condition or Q()))
                for model, mine in by_model.items()
            ]
            for key, *values in first.union(*others, all=True) if others else first:
                cell = Cell(*values)
                cell.state = standing.state_of(cell)
                found[key, cell.locale] = cell
        return found

    def totals(self) -> tuple[int, dict[int, Total]]:
        """Sentences that are known of these pages, and what each language has.

        What was submitted to one language only counts for all others too.
        """
        rows = self.counted
        live = Page.objects.live().filter(
            translation_key=OuterRef("source__object_id"),
            locale=OuterRef("target_locale"),
        )
        sums = (
            self.translations(rows)
            .values_list("target_locale_id")
            .annotate(
                live=Count("pk", filter=Exists(live)),
                translated=Sum("tally__translated", default=0),
                machine=Sum("tally__machine", default=0),
                words_left=Sum("tally__words_left", default=0),
                stale=Count("pk", filter=Q(tally__stale_since__isnull=False)),
            )
        )
        found = {locale: Total() for locale in self.wish.locales}
        found |= {locale: Total(*numbers) for locale, *numbers in sums}
        return sum(row.sentences for row in rows), found


def cells_of(model: Any, translations: QuerySet[Translation]) -> QuerySet:
    """Joined with the pages, or texts, that they made: no foreign key leads there."""
    table, source = model._meta.db_table, TranslationSource._meta.db_table
    live = f"{table}.live" if issubclass(model, DraftStateMixin) else "TRUE"
    published = (
        f"{table}.last_published_at" if issubclass(model, DraftStateMixin) else "NULL"
    )
    return (
        translations.extra(  # noqa: S610 - names of our own tables
            tables=[table],
            where=[
                f"{table}.translation_key = {source}.object_id",
                f"{table}.locale_id = wagtail_localize_translation.target_locale_id",
            ],
            select={"page_pk": f"{table}.id", "is_live": live},
        )
        .annotate(
            # SQLite has no times: it is told that this is one.
            published=RawSQL(  # noqa: S611 - the name of a column of our own
                published, [], output_field=DateTimeField(null=True)
            )
        )
        .values_list(
            *("source__object_id", "target_locale_id", "pk", "source_id", "page_pk"),
            *("is_live", "published", "tally__total", "tally__translated"),
            *("tally__machine", "tally__faulty", "tally__words_left"),
            *("tally__touched_at", "tally__touched_by_id", "tally__stale_since"),
            *("tally__touched_by__first_name", "tally__touched_by__last_name"),
            *("tally__touched_by__username", standing.last_step()),
        )
    )
