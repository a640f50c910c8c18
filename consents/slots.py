from openheritage.roles import MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from .models import ConsentText


def rights() -> list[Right]:
    return [
        Right(ConsentText, ("view",), (MODERATORS, REVIEWERS)),
        Right(ConsentText, ("change",), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
