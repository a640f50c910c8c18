"""What the API shows elsewhere."""

from openheritage.slots import Slot, fill, template


def sitemap() -> list[str]:
    return ["api"]


def fill_slots() -> None:
    fill(Slot.OPEN_DATA, template("api/slots/open_data.html"))
    fill(Slot.SITEMAP, sitemap)
