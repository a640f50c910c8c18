"""What the way into the Coalition is, and how long it takes."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from .commitment import is_there, shown_in
from .models import CommitmentPage

# To fill in the form, of whoever knows why they wish to join.
MINUTES = 10


@dataclass(frozen=True)
class Joining:
    """In numbers, and where it begins."""

    commitment: CommitmentPage | None
    minutes: int = MINUTES

    @property
    def apply_path(self) -> str:
        return apply_path() if self.commitment else ""

    @property
    def review_days(self) -> int:
        return settings.REVIEW_DAYS

    @property
    def confirm_days(self) -> int:
        return settings.UNCONFIRMED_DAYS


def joining(language: str) -> Joining:
    shown = shown_in(language)
    return Joining(shown[0] if shown else None)


def apply_path() -> str:
    """Of the form; empty while there is nothing to accept."""
    return reverse("apply") if is_there() else ""
