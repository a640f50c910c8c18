from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill, template

from .models import Missed, Promotion


def site_data(address: str) -> dict:
    """How a search engine can hand on what somebody looks for."""
    return {
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{address}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        }
    }


def rights() -> list[Right]:
    roles = (EDITORS, MODERATORS)
    return [
        Right(Promotion, ("add", "change", "delete", "view"), roles),
        Right(Missed, ("view",), roles),
    ]


def fill_slots() -> None:
    fill(Slot.HEAD, template("search/slots/head.html"))
    fill(Slot.HEADER, template("search/slots/header.html"))
    fill(Slot.SITE_DATA, site_data)
    fill(Slot.RIGHTS, rights)
