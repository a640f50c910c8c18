"""All pages and languages: how far each is, and what is to be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from desk.pages import signed_in
from openheritage.locales import language_of, locale_ids
from openheritage.names import bcp47, direction, language_name, number
from translations import checkups
from translations.originals import default_locale
from translations.overview import Overview, Row, Total
from translations.readers import Reader
from wording.rights import languages_of
from wording.totals import of_all

from . import matrix_csv, matrix_words
from .matrix_cells import Shown, Words, day, percent, sign
from .matrix_form import MatrixForm

# Cells of a page of the list, about.
CELLS = 1600
MOST_ROWS = 50
# With more languages than these the cells tell less.
ROOMY = 14


@dataclass(frozen=True)
class Column:
    locale: int
    code: str
    total: Total
    whole: int
    pages: int
    # Of the furniture; ``None`` where nothing is known.
    furniture: tuple[int, int] | None
    # Where whoever reads it may translate them.
    words_url: str

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)

    @property
    def value(self) -> int:
        return 100 * self.total.translated // self.whole if self.whole else 0

    @property
    def percent(self) -> str:
        return percent(self.value)

    @property
    def live(self) -> str:
        return staff_("%(live)s of %(pages)s pages live") % {
            "live": number(self.total.live),
            "pages": number(self.pages),
        }

    @property
    def left(self) -> str:
        return staff_n(
            "%(count)s word left", "%(count)s words left", self.total.words_left
        ) % {"count": number(self.total.words_left)}

    @property
    def stale(self) -> str:
        if not self.total.stale:
            return ""
        return staff_("%(count)s stale") % {"count": number(self.total.stale)}

    @property
    def site_value(self) -> int:
        total, done = self.furniture or (0, 0)
        return 100 * done // total if total else 0

    @property
    def site_percent(self) -> str:
        return percent(self.site_value) if self.furniture else ""


@dataclass(frozen=True)
class Choice:
    """A language that may be shown."""

    code: str
    is_shown: bool

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)


@dataclass(frozen=True)
class Line:
    row: Row
    url: str
    kind: str
    # The page above it, where that is not the line before.
    above: str
    cells: list[Shown]
    # As a field of the form that leads to work on many pages.
    choice: tuple[str, str]

    @property
    def level(self) -> int:
        return min(self.row.level, 6)


def choice_of(row: Row) -> tuple[str, str]:
    return ("page", str(row.pk)) if row.is_page else ("text", f"{row.kind}:{row.pk}")


class MatrixView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "workbench/matrix.html"
    header_icon = "table"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.reader = Reader.of(signed_in(request))
        if not self.reader.is_anybody:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("All pages and languages")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def locales(self) -> list[int]:
        """One's own first; each group by the languages' own names."""
        others = [pk for pk in locale_ids().values() if pk != default_locale()]
        return sorted(others, key=lambda pk: pk not in self.reader.locales)

    @cached_property
    def overview(self) -> Overview:
        return Overview(self.reader)

    @cached_property
    def form(self) -> MatrixForm:
        return MatrixForm(
            self.request.GET,
            reader=self.reader,
            locales=self.locales,
            rows=self.overview.everything,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.wish = self.form.wish()
        self.rows = self.overview.ask(self.wish)
        return super().get(request, *args, **kwargs)

    def lines(self, rows: Sequence[Row], *, with_changes: bool) -> list[Line]:
        cells = self.overview.cells(rows)
        words = Words(
            self.reader,
            signed_in(self.request),
            with_changes=with_changes,
        )
        names = {pk: language_name(language_of(pk)) for pk in self.wish.locales}
        titles = {row.path: row.title for row in self.overview.everything if row.path}
        kinds = {row.kind: row.model._meta.verbose_name for row in rows}
        shown: set[str] = set()
        lines = []
        for row in rows:
            above = row.path[:-4]
            is_told = above in shown or row.level < 1
            lines.append(
                Line(
                    row,
                    words.edit_url(row, row.pk)
                    if self.reader.sees_drafts and words.may_change(row)
                    else "",
                    str(kinds[row.kind]),
                    "" if is_told else titles.get(above, ""),
                    [
                        words.shown(row, pk, name, cells.get((row.key, pk)))
                        for pk, name in names.items()
                    ],
                    choice_of(row),
                )
            )
            shown |= {row.path, above}
        return lines

    def columns(self) -> list[Column]:
        whole, totals = self.overview.totals()
        pages = sum(row.is_page for row in self.overview.counted)
        furniture = of_all([language_of(pk) for pk in self.wish.locales])
        may = set(languages_of(signed_in(self.request)))
        return [
            Column(
                *(pk, code, totals[pk], whole, pages),
                furniture.get(code),
                reverse("wording_list", args=[code]) if code in may else "",
            )
            for pk, code in ((pk, language_of(pk)) for pk in self.wish.locales)
        ]

    def get_header_buttons(self) -> list:
        query = self.request.GET.copy()
        query.pop("p", None)
        buttons = [
            HeaderButton(
                staff_("Download as CSV"),
                url=f"{reverse('workbench_matrix_csv')}?{query.urlencode()}",
                icon_name="download",
            )
        ]
        if self.reader.coordinates:
            buttons.append(
                HeaderButton(
                    staff_("Work on many pages"),
                    url=reverse("workbench_jobs"),
                    icon_name="tasks",
                )
            )
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wide = len(self.wish.locales)
        is_roomy = wide <= ROOMY
        per_page = max(10, min(MOST_ROWS, CELLS // max(wide, 1)))
        page = Paginator(self.rows, per_page).get_page(self.request.GET.get("p"))
        query = self.request.GET.copy()
        query.pop("p", None)
        form = self.form
        return super().get_context_data(**kwargs) | {
            "form": form,
            "choices": [form[name] for name in ("q", "section", "kind", "state")],
            "switches": [form[name] for name in ("stale", "machine", "mine")],
            "languages": [
                Choice(code, pk in self.wish.locales) for code, pk in form.codes.items()
            ],
            "page": page,
            "query": query.urlencode(),
            "columns": self.columns(),
            "lines": self.lines([*page.object_list], with_changes=is_roomy),
            "is_roomy": is_roomy,
            "coordinates": self.reader.coordinates,
            "has_filters": bool(query),
            "all_url": "?all=1" if wide < len(self.locales) else "",
            "original": Choice(language_of(default_locale()), False),
            "notes": self.notes(),
            "legend": [(sign(name), said) for name, said in matrix_words.legend()],
            "words": matrix_words.words(page, wide, len(self.locales)),
        }

    def notes(self) -> list[matrix_words.Note]:
        """What was found of late, for those who can do something about it."""
        is_wanted = self.reader.sees_drafts and not self.wish.is_about_cells
        last = checkups.last() if is_wanted else None
        if last is None:
            return []
        found = len(last.report)
        day_of = day(last.ended_at or last.created_at)
        is_linked = found and self.reader.coordinates
        return [
            matrix_words.Note(
                "warning" if found else "success",
                matrix_words.checked(found, day_of),
                reverse("workbench_job", args=[last.pk]) if is_linked else "",
                staff_("What was found"),
            )
        ]


class MatrixCsv(MatrixView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.wish = self.form.wish()
        rows = self.overview.ask(self.wish)
        return matrix_csv.respond(self.overview, rows)


def urls() -> list:
    return [
        path("translate/pages/", MatrixView.as_view(), name="workbench_matrix"),
        path("translate/pages/csv/", MatrixCsv.as_view(), name="workbench_matrix_csv"),
    ]
