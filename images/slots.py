from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill, template

from .cards import card
from .models import PictureHost


def rights() -> list[Right]:
    return [
        Right(PictureHost, ("add", "change", "delete"), (MODERATORS,)),
        # They see where they may take pictures from.
        Right(PictureHost, ("view",), (EDITORS, MODERATORS)),
    ]


def fill_slots() -> None:
    fill(Slot.CARD, card)
    fill(Slot.PICTURE, template("images/slots/picture.html"))
    fill(Slot.RIGHTS, rights)
