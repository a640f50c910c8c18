"""What can be signed, as the reader sees it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from consents.models import ConsentWording
from openheritage.facts import Facts
from statement.models import StatementPage, StatementText

from .consents import AUTHORITY, RECORD, wordings_in

# Each request of the form needs it; all share one, and none writes into it.
SHOWN: Facts[tuple[str, date], "Shown | None"] = Facts("what can be signed")


@dataclass(frozen=True)
class Shown:
    page: StatementPage
    text: StatementText
    wordings: list[ConsentWording]

    @property
    def seen(self) -> list[int]:
        """Travels with the answers: nobody signs what was not on their screen."""
        return [self.text.pk, *(wording.pk for wording in self.wordings)]


def find_shown(language: str) -> Shown | None:
    """``None`` while nothing can be signed today."""
    today = timezone.now().date()
    return SHOWN.of((language, today), lambda: ask(language))


def ask(language: str) -> Shown | None:
    page = StatementPage.objects.shown_in(language)
    if page is None or not page.is_open:
        return None
    text = StatementText.objects.shown_on(page)
    wordings = wordings_in(language)
    asked = {wording.purpose for wording in wordings}
    if text is None or not {RECORD, AUTHORITY} <= asked:
        return None
    return Shown(page, text, wordings)
