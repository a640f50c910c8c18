"""The public page of languages: which there are, how far each is, how to help.

Its numbers are those of the matrix, for somebody who sees what is public alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Page

from openheritage import slots
from openheritage.furniture import furniture_language
from openheritage.locales import open_locales
from openheritage.names import (
    bcp47,
    direction,
    language_name,
    language_name_in,
    number,
)
from openheritage.ordering import LANGUAGES, in_order
from openheritage.pages import path_in, restricted
from openheritage.slots import Link, Slot
from statement.models import StatementPage, StatementText, StatementVersion
from translations.originals import default_locale
from translations.overview import Overview, Total, Wish
from translations.readers import Reader
from translations.status import levels
from translations.telling_status import status_words
from wording.totals import of_all

from .matrix_cells import percent

# Sees what everybody sees, and translates nothing.
THE_PUBLIC = Reader(
    0, frozenset(), sees_drafts=False, coordinates=False, translates=False
)


@dataclass(frozen=True)
class Reading:
    """The Statement in a language, as its readers have it."""

    path: str
    text: StatementText
    # In a word and in a sentence.
    status: tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """A language that is open."""

    code: str
    reading: Reading | None
    total: Total
    pages: int
    # Messages of the site in all, and those that have words.
    furniture: tuple[int, int]

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def name_here(self) -> str:
        """Empty where it would be said twice."""
        name = language_name_in(self.code, furniture_language())
        return "" if name.casefold() == self.name.casefold() else name

    @property
    def tag(self) -> str:
        return bcp47(self.code)

    @property
    def direction(self) -> str:
        return direction(self.code)

    @property
    def is_original(self) -> bool:
        return self.code == settings.LANGUAGE_CODE

    @property
    def home(self) -> str:
        return f"/{self.code}/"

    @property
    def live(self) -> str:
        return number(self.total.live)

    @property
    def all_pages(self) -> str:
        return number(self.pages)

    @property
    def left(self) -> str:
        """The words left, in words."""
        count = self.total.words_left
        words = ngettext("%(count)s word left", "%(count)s words left", count)
        return words % {"count": number(count)}

    @property
    def has_whole_furniture(self) -> bool:
        total, done = self.furniture
        return done >= total

    @property
    def furniture_percent(self) -> str:
        total, done = self.furniture
        return percent(100 * done // total if total else 100)

    @cached_property
    def forms(self) -> list[Link]:
        """Files of the Statement, where it has words of its own to put in them."""
        if not self.reading:
            return []
        return [*chain(*slots.answers(Slot.STATEMENT_FORMS, self.code))]

    @cached_property
    def help(self) -> list[Link]:
        return [*chain(*slots.answers(Slot.HELP_INTO, self.code))]


def readings() -> dict[int, Reading]:
    """``{Locale id: …}`` of the open languages in which there are words of the
    Statement. A handful of queries, however many those are."""
    languages = {pk: code for code, pk in open_locales().items()}
    paths = StatementPage.objects.paths()
    key = StatementPage.objects.key()
    newest = StatementVersion.objects.filter(translation_key=key)[:1]
    rows = (
        StatementText.objects.filter(version__translation_key=key, locale__in=paths)
        .select_related("version")
        .defer("text")
        .annotate(newest=newest.values("number"))
    )
    shown: dict[int, StatementText] = {}
    for row in rows:
        shown.setdefault(row.locale_id, row)
    said = levels((row.version.translation_key, pk) for pk, row in shown.items())
    return {
        pk: Reading(
            path_in(languages[pk], paths[pk]),
            row,
            status_words(
                None if row.is_record else said[row.version.translation_key, pk]
            ),
        )
        for pk, row in shown.items()
    }


def progress(locales: list[int]) -> tuple[int, dict[int, Total]]:
    """How many pages there are, and what each language has of all that is public."""
    overview = Overview(THE_PUBLIC)
    hidden = set(
        Page.objects.filter(restricted(), locale=default_locale()).values_list(
            "pk", flat=True
        )
    )
    overview.everything = [
        row for row in overview.everything if not (row.is_page and row.pk in hidden)
    ]
    rows = overview.ask(Wish(tuple(locales)))
    _sentences, totals = overview.totals()
    return sum(row.is_page for row in rows), totals


def all_shown() -> list[Shown]:
    """In the order of the switcher."""
    locales = open_locales()
    found = readings()
    pages, totals = progress([*locales.values()])
    furniture = of_all(locales)
    return [
        Shown(
            code,
            found.get(pk),
            totals[pk],
            pages,
            furniture.get(code, (0, 0)),
        )
        for code, pk in locales.items()
    ]


def possible() -> Iterator[tuple[str, str, str]]:
    """Code, name here and own name of those that are not open. Which of them staff
    are preparing nobody learns."""
    here = furniture_language()
    codes = [code for code, _name in settings.LANGUAGES if code not in open_locales()]
    pairs = [(code, language_name_in(code, here)) for code in codes]
    for code, name in in_order(pairs, LANGUAGES, here):
        yield code, name, language_name(code)


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    context = {
        "shown": all_shown(),
        "possible": [*possible()],
        "record": settings.LANGUAGE_CODE,
        "canonical_path": reverse("languages"),
    }
    return render(request, "workbench/languages.html", context)
