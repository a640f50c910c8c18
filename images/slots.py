from openheritage.slots import Slot, fill, template

from .cards import card


def fill_slots() -> None:
    fill(Slot.CARD, card)
    fill(Slot.PICTURE, template("images/slots/picture.html"))
