from openheritage.slots import Slot, fill, template


def fill_slots() -> None:
    fill(Slot.PICTURE, template("images/slots/picture.html"))
