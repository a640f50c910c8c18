"""What can be signed, as the reader sees it."""

from dataclasses import dataclass

from consents.models import ConsentWording
from statement.models import StatementPage, StatementText

from .consents import AUTHORITY, RECORD, wordings_in


@dataclass
class Shown:
    page: StatementPage
    text: StatementText
    wordings: list[ConsentWording]

    @property
    def seen(self) -> list[int]:
        """Travels with the answers: nobody signs what was not on their screen."""
        return [self.text.pk, *(wording.pk for wording in self.wordings)]


def find_shown(language: str) -> Shown | None:
    """``None`` while nothing can be signed."""
    page = StatementPage.objects.shown_in(language)
    if page is None or not page.is_open:
        return None
    text = StatementText.objects.shown_on(page)
    wordings = wordings_in(language)
    asked = {wording.purpose for wording in wordings}
    if text is None or not {RECORD, AUTHORITY} <= asked:
        return None
    return Shown(page, text, wordings)
