from openheritage.roles import MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from .models import Ban


def rights() -> list[Right]:
    actions = ("view", "add", "change", "delete")
    return [Right(Ban, actions, (MODERATORS, REVIEWERS))]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
