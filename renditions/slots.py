"""What the forms of the Statement add to pages that are not their own."""

from openheritage.slots import Link, Slot, fill

from .kinds import KINDS


def forms(language: str) -> list[Link]:
    return [Link(str(kind.label), kind.path(language)) for kind in KINDS]


def fill_slots() -> None:
    fill(Slot.STATEMENT_FORMS, forms)
