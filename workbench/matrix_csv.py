"""The matrix for a spreadsheet: a line for each page and language."""

import csv
import functools
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as staff_

from openheritage.locales import language_of
from openheritage.names import language_name
from openheritage.spreadsheets import BOM, CONTENT_TYPE, Lines, safe
from translations.models import State
from translations.overview import NOT_BEGUN, Overview, Row


def heads() -> list[str]:
    return [
        staff_("Page or text"),
        staff_("Type"),
        staff_("Original published"),
        staff_("Language"),
        staff_("Name of the language"),
        staff_("Translated, in percent"),
        staff_("Sentences"),
        staff_("Translated"),
        staff_("By a machine, not confirmed"),
        staff_("With an error"),
        staff_("Words left"),
        staff_("State of the work"),
        staff_("Published"),
        staff_("Stale since"),
        staff_("Last change"),
        staff_("Changed by"),
    ]


def moment(value: datetime | None) -> str:
    """In UTC, since a spreadsheet knows no zones."""
    return f"{value:%Y-%m-%d %H:%M}" if value else ""


def lines(overview: Overview, rows: Sequence[Row]) -> Iterator[list]:
    is_every = not overview.wish.is_about_cells or overview.wish.state == NOT_BEGUN
    cells = overview.cells(rows, None if is_every else overview.possible)
    reader, wish = overview.reader, overview.wish
    states = {state.value: safe(str(state.label)) for state in State}
    yes, no, none = staff_("yes"), staff_("no"), staff_("Not begun")
    languages = [
        (pk, language_of(pk), safe(language_name(language_of(pk))))
        for pk in wish.locales
    ]
    kinds = {row.kind: safe(str(row.model._meta.verbose_name)) for row in rows}
    names = functools.cache(safe)
    yield [safe(head) for head in heads()]
    for row in rows:
        head = [safe(row.title), kinds[row.kind], yes if row.is_live else no]
        for pk, code, name in languages:
            cell = cells.get((row.key, pk))
            if wish.is_about_cells and not overview.matches(cell):
                continue
            if cell is None:
                yield [*head, code, name, *[""] * 6, none, no, "", "", ""]
                continue
            is_told = reader.names_people_in(pk)
            yield [
                *(*head, code, name, cell.percent, cell.total, cell.translated),
                *(cell.machine, cell.faulty, cell.words_left),
                *(states.get(cell.state, ""), yes if cell.is_live else no),
                *(moment(cell.stale_since), moment(cell.touched_at)),
                names(cell.person) if is_told else "",
            ]


def respond(overview: Overview, rows: Sequence[Row]) -> HttpResponse:
    """Not streamed: then no language would be active any more."""
    writer = csv.writer(Lines())
    content = "".join([BOM, *map(writer.writerow, lines(overview, rows))])
    day = timezone.localdate().isoformat()
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="translations-{day}.csv"',
            "Cache-Control": "no-store, private",
        },
    )
