"""Which words of the Statement of Commitment readers see, and applicants accept."""

from statement.models import StatementText

from .models import CommitmentPage


def shown_in(language: str) -> tuple[CommitmentPage, StatementText] | None:
    """The page as readers of a language see it, which without a translation is the
    original, and the words that it shows; ``None`` while there is nothing to accept."""
    page = CommitmentPage.objects.shown_in(language)
    text = StatementText.objects.shown_on(page) if page else None
    return (page, text) if page and text else None
