"""Pictures to take along."""

from dataclasses import dataclass

from django import template
from wagtail.images.views.serve import generate_image_url

from images.models import CustomImage

register = template.Library()

# Pixels: enough to print it over the width of a page.
LONGEST = 2400


@dataclass(frozen=True)
class PictureFile:
    address: str
    width: int
    height: int


@register.simple_tag
def picture_file(image: CustomImage) -> PictureFile | None:
    """A file for other programs than browsers; made when it is first asked for."""
    if not (image.file.name and image.width and image.height):
        return None
    scale = min(1.0, LONGEST / max(image.width, image.height))
    return PictureFile(
        generate_image_url(image, f"max-{LONGEST}x{LONGEST}|format-jpeg"),
        max(1, int(image.width * scale)),
        max(1, int(image.height * scale)),
    )
