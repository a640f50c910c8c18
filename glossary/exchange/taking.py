"""Terms of a file are taken into the glossary of a language, one by one."""

from collections import Counter

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as staff_
from wagtail.log_actions import log
from wagtail.models import Locale

from glossary.forms import WordsForm
from glossary.models import Term

from . import table, tbx
from .rows import FileError, Line, Outcome, Row

MOST_ROWS = 2_000
# What a file without them leaves as it is.
OPTIONAL = ("note", "forbidden", "stems")


def rows_of(content: bytes, language: str) -> list[Row]:
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
    rows = tbx.read(content, language) if start == b"<" else table.read(content)
    if not rows:
        raise FileError(staff_("There is no term in this file."))
    if len(rows) > MOST_ROWS:
        raise FileError(
            staff_("This file has more than %(number)s terms: send it in parts.")
            % {"number": MOST_ROWS}
        )
    return rows


@transaction.atomic
def take(content: bytes, locale: Locale, user: User) -> list[Line]:
    """What became of each row; raises ``FileError``."""
    rows = rows_of(content, locale.language_code)
    given = Counter(row.term for row in rows)
    known = {term.term: term for term in Term.objects.filter(locale=locale)}
    return [take_row(row, locale, user, known, given) for row in rows]


def take_row(
    row: Row,
    locale: Locale,
    user: User,
    known: dict[str, Term],
    given: Counter[str],
) -> Line:
    if row.term and given[row.term] > 1:
        reason = staff_("The file holds it more than once.")
        return Line(row.line, row.term, Outcome.REFUSED, reason)
    term = known.get(" ".join(row.term.split())) or Term(locale=locale)
    is_new = term.pk is None
    values = {
        "term": row.term,
        "translation": row.translation,
        **{
            name: getattr(term, name) if value is None else value
            for name in OPTIONAL
            for value in [getattr(row, name)]
        },
    }
    form = WordsForm(values, instance=term)
    if not form.is_valid():
        return Line(row.line, row.term, Outcome.REFUSED, reasons(form))
    if not is_new and not form.has_changed():
        return Line(row.line, row.term, Outcome.UNCHANGED)
    saved = form.save()
    known[saved.term] = saved
    log(saved, "wagtail.create" if is_new else "wagtail.edit", user=user)
    return Line(row.line, row.term, Outcome.ADDED if is_new else Outcome.CHANGED)


def reasons(form: WordsForm) -> str:
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found += [f"{label}: {error}" if label else str(error) for error in errors]
    return " ".join(found)
