from openheritage.roles import MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from .models import Message, Suppression


def rights() -> list[Right]:
    roles = (MODERATORS, REVIEWERS)
    return [
        Right(Message, ("view", "change"), roles),
        Right(Suppression, ("view", "add", "change", "delete"), roles),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
