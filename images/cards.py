"""What is shared of a picture: as wide as others want it, around what matters in it."""

from wagtail.images.views.serve import generate_image_url

from openheritage.cards import HEIGHT, WIDTH, Card
from openheritage.pages import Picture, SitePage

from .credits import description
from .models import CustomImage

SPEC = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"


def card_of(image: CustomImage | None, language: str, alt: str = "") -> Card | None:
    if image is None or not image.file.name:
        return None
    words = description(image, language)
    return Card(
        generate_image_url(image, SPEC),
        alt or (words.text if words.language == language else ""),
    )


def card(page: SitePage, language: str) -> Card | None:
    if not isinstance(page, Picture):
        return None
    return card_of(page.image, language, page.image_alt)
