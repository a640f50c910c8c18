"""What the way into the Coalition is, and how long it takes."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from .commitment import shown_in
from .models import CommitmentPage

# To fill in the form, of whoever knows why they wish to join.
MINUTES = 10


@dataclass(frozen=True)
class Joining:
    """In numbers, and where it begins."""

    commitment: CommitmentPage | None
    apply_path: str
    minutes: int = MINUTES

    @property
    def review_days(self) -> int:
        return settings.REVIEW_DAYS

    @property
    def confirm_days(self) -> int:
        return settings.UNCONFIRMED_DAYS


def apply_path() -> str:
    try:
        return reverse("apply")
    except NoReverseMatch:
        return ""


def joining(language: str) -> Joining:
    shown = shown_in(language)
    page = shown[0] if shown else None
    return Joining(page, apply_path() if page else "")
