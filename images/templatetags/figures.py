"""Pictures in the page: sizes, formats and the credit line of museums."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template.context import Context
from wagtail.images.views.serve import generate_image_url

from images.models import CustomImage

register = template.Library()

# Widths in CSS pixels; phones with dense screens take the next larger one.
WIDTHS = (400, 800, 1200, 1600)
FORMATS = {"image/avif": "avif", "image/webp": "webp"}


@dataclass
class Source:
    type: str
    srcset: str


@dataclass
class Picture:
    sources: list[Source]
    src: str
    width: int
    height: int


def picture(image: CustomImage) -> Picture:
    """Addresses of all renditions; none is made before a browser asks for it."""
    widths = [width for width in WIDTHS if width < image.width] or [image.width]
    spec = "width-{}|format-{}"
    sources = [
        Source(
            mime_type,
            ", ".join(
                f"{generate_image_url(image, spec.format(width, name))} {width}w"
                for width in widths
            ),
        )
        for mime_type, name in FORMATS.items()
    ]
    width = min(1200, widths[-1])
    return Picture(
        sources=sources,
        src=generate_image_url(image, spec.format(width, "jpeg")),
        width=width,
        height=round(width * image.height / image.width),
    )


@register.inclusion_tag("images/figure.html", takes_context=True)
def figure(
    context: Context,
    image: CustomImage,
    alt: str = "",
    caption: str = "",
    decorative: bool = False,
    sizes: str = "(min-width: 62rem) 40rem, 100vw",
    eager: bool = False,
) -> dict:
    """A picture with its credit in sight.

    ``alt`` is in the language of the page; without it the picture's own serves,
    which is in the default language, unless the picture is only ``decorative``.
    ``eager`` is for a picture that is seen before any scrolling.
    """
    return {
        "image": image,
        "picture": picture(image),
        "alt": alt,
        "decorative": decorative,
        "fallback_alt": "" if decorative else image.description,
        "fallback_language": settings.LANGUAGE_CODE,
        "caption": caption,
        "sizes": sizes,
        "eager": eager,
        "page": context.get("page"),
        "request": context.get("request"),
    }
