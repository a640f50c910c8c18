"""Which words of the Statement of Commitment readers see, and applicants accept."""

from django.conf import settings

from openheritage.facts import Facts
from statement.models import StatementText

from .models import CommitmentPage


def shown_in(language: str) -> tuple[CommitmentPage, StatementText] | None:
    """The page as readers of a language see it, which without a translation is the
    original, and the words that it shows; ``None`` while there is nothing to accept."""
    page = CommitmentPage.objects.shown_in(language)
    text = StatementText.objects.shown_on(page) if page else None
    return (page, text) if page and text else None


IS_THERE: Facts[str, bool] = Facts("whether there is a Statement of Commitment")


def is_there() -> bool:
    """Whether readers of any language have one; asked by many pages."""
    return IS_THERE.of(
        "", lambda: CommitmentPage.objects.shown_in(settings.LANGUAGE_CODE) is not None
    )
