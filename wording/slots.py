from openheritage.slots import Slot, fill

from .entries import vocabulary
from .models import Edition


def editions() -> dict[str, str]:
    rows = Edition.objects.values_list("locale__language_code", "mark")
    return {language: str(mark) for language, mark in rows}


def fill_slots() -> None:
    fill(Slot.EDITIONS, editions)
    fill(Slot.VOCABULARY, vocabulary)
