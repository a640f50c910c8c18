from openheritage.roles import EDITORS, MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from . import given
from .models import CountryName, Organisation


def rights() -> list[Right]:
    return [
        Right(Organisation, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Organisation, ("delete",), (MODERATORS,)),
        Right(CountryName, ("add", "change", "delete", "view"), (MODERATORS,)),
        # They find the organisation that a signature belongs to, or correct it.
        Right(Organisation, ("view", "change"), (REVIEWERS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
    fill(Slot.NAMES, given.given)
