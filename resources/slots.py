from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill

from .models import Resource


def rights() -> list[Right]:
    return [
        Right(Resource, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Resource, ("publish", "delete"), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
