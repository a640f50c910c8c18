"""The glossaries begin with what the project wrote down: ``docs/glossary/``.

Each term is given to a language once. What staff have changed, or deleted, since then
stays so, and what a later release brings is given when it comes.
"""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from wagtail.models import Locale

from . import terms
from .models import Given, Term

FOLDER = settings.BASE_DIR / "docs" / "glossary"
ROW = re.compile(
    r"^\| (?!English \||---)(.+?) \| (.+?) \| (.*?) \| (.*?) \|$", re.MULTILINE
)


@cache
def written_down(path: Path) -> list[tuple[str, str, str, str]]:
    """``(term, translation, note, stems)``; nothing of a language without a page."""
    if not path.exists():
        return []
    return [
        (term.strip(), words.strip(), note.strip().replace("*", ""), stems.strip())
        for term, words, note, stems in ROW.findall(path.read_text("utf-8"))
    ]


@transaction.atomic
def begin(locale: Locale) -> int:
    """Gives a language what it has not been given; how many terms that were."""
    language = locale.language_code
    rows = written_down(FOLDER / f"{language}.md")
    given = set(Given.objects.filter(language=language).values_list("term", flat=True))
    there = set(Term.objects.filter(locale=locale).values_list("term", flat=True))
    new = [row for row in rows if row[0] not in given]
    made = [
        Term(locale=locale, term=term, translation=words, note=note, stems=stems)
        for term, words, note, stems in new
        if term not in there
    ]
    Term.objects.bulk_create(made, ignore_conflicts=True)
    Given.objects.bulk_create(
        [Given(language=language, term=row[0]) for row in new], ignore_conflicts=True
    )
    terms.GLOSSARIES.forget()
    return len(made)


def is_there() -> bool:
    # Somebody may migrate another app alone; and Wagtail's first migration makes a
    # language.
    return Given._meta.db_table in connection.introspection.table_names()


def after_migrations(**kwargs: object) -> None:
    if is_there():
        for locale in Locale.objects.all():
            begin(locale)


def after_saving_locale(instance: Locale, raw: bool = False, **kwargs: object) -> None:
    if not raw and is_there():
        begin(instance)
