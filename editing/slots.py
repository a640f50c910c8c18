from openheritage.slots import Slot, fill

from . import leading


def fill_slots() -> None:
    fill(Slot.LEADS_HERE, leading.told)
    fill(Slot.LINKED_FROM, leading.beside_the_slug)
