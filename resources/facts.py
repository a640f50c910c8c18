"""Numbers of the site, each computed where it is kept."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openheritage import slots
from openheritage.locales import locale_ids
from openheritage.names import number
from openheritage.pages import path_in
from openheritage.slots import Slot, Total
from organisations.models import Kind
from register.models import Count
from statement.models import StatementPage


def totals(language: str, statement_path: str | None, languages: int) -> list[Total]:
    """What there is to count, from whoever shows it elsewhere."""
    found = [total for some in slots.answers(Slot.TOTALS, language) for total in some]
    if statement_path:
        path = f"{statement_path}#read-in"
        found.append(Total(_("Languages of the Statement"), languages, path))
    return [total for total in found if total.number]


@dataclass(frozen=True)
class Facts:
    """As they are now, for readers of a language."""

    totals: list[Total]
    # How many signatories there are of each kind, the most first.
    kinds: list[tuple[str, int]]
    # What the Statement is made of.
    clauses: int
    articles: int
    opened_on: date | None
    # Of the numbers, which are counted anew all the time.
    day: date

    @property
    def clauses_in_words(self) -> str:
        words = ngettext("%(number)s clause", "%(number)s clauses", self.clauses)
        return words % {"number": number(self.clauses)} if self.clauses else ""

    @property
    def articles_in_words(self) -> str:
        words = ngettext("%(number)s article", "%(number)s articles", self.articles)
        return words % {"number": number(self.articles)} if self.articles else ""

    @classmethod
    def now(cls, language: str) -> "Facts":
        source = locale_ids()[settings.LANGUAGE_CODE]
        paths = StatementPage.objects.paths()
        path, page = paths.get(source), None
        if path:
            rows = StatementPage.objects.filter(locale_id=source)
            page = rows.filter(translation_key=StatementPage.objects.key()).first()
        parts = [part.block_type for part in page.body] if page else []
        numbers = Count.objects.by_dimension()["kind"]
        known = [(str(Kind(kind).label), n) for kind, n in numbers.items() if n]
        return cls(
            totals=totals(language, path and path_in(language, path), len(paths)),
            kinds=sorted(known, key=lambda each: -each[1]),
            clauses=parts.count("clause"),
            articles=parts.count("article"),
            opened_on=page.opened_on if page else None,
            day=timezone.localdate(),
        )
