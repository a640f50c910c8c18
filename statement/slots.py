"""What the Statement adds to pages that are not its own."""

from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill

from .summaries import ArticleSummary


def rights() -> list[Right]:
    return [
        Right(ArticleSummary, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(ArticleSummary, ("publish", "delete"), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
