"""The picture that stands for a page where it is shared."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from . import slots
from .pages import SitePage
from .slots import Slot

WIDTH, HEIGHT = 1200, 630
# Cards with the words of the site, drawn by ``python -m tests.cards``.
DRAWN = Path(__file__).parent / "static" / "brand" / "share"


@dataclass(frozen=True)
class Card:
    path: str
    # In the language of the page, or empty.
    alt: str = ""


def drawn(language: str) -> Card:
    """The site's own, in a language that may not have one yet."""
    if (DRAWN / f"{language}.png").is_file():
        return Card(static(f"brand/share/{language}.png"))
    return Card(static("brand/share.png"))


def card(page: SitePage, language: str) -> Card:
    """The page's own picture, else that which staff chose, else the drawn one."""
    found = (answer for answer in slots.answers(Slot.CARD, page, language) if answer)
    return next(found, None) or drawn(language or settings.LANGUAGE_CODE)
