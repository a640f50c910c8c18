"""Pictures in the page: sizes, formats and the credit line of museums."""

from dataclasses import dataclass
from math import sqrt

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.views.serve import generate_image_url

from images.credits import Licence, Words, description, labels
from images.models import CustomImage
from openheritage.furniture import content_language

register = template.Library()

# Widths in CSS pixels; phones with dense screens take the next larger one.
WIDTHS = (400, 800, 1200, 1600)
# A tall one is drawn narrower, so that one process can do it.
MOST_PIXELS = 8_000_000
FORMATS = {"image/avif": "avif", "image/webp": "webp"}
# Those of a picture beside words in a list, cropped around what matters in it.
LIST_WIDTHS = (320, 480, 800)
RATIOS = {"3:2": 3 / 2, "4:5": 4 / 5, "1:1": 1.0, "2:1": 2.0}


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


def picture(image: CustomImage | None) -> Picture | None:
    """Addresses of all renditions; none is made before a browser asks for it.

    Nothing for a picture that is gone, of which a page may still know.
    """
    if image is None or not (image.file.name and image.width and image.height):
        return None
    widest = min(image.width, int(sqrt(MOST_PIXELS * image.width / image.height)))
    widths = [width for width in WIDTHS if width < widest] or [widest]
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
        # As Wagtail rounds it.
        height=max(1, int(image.height * width / image.width)),
    )


def cropped(image: CustomImage | None, ratio: str) -> Picture | None:
    """The same for a list, whose pictures are all of one shape and small."""
    if image is None or not (image.file.name and image.width and image.height):
        return None
    shape = RATIOS[ratio]
    widest = int(min(image.width, image.height * shape))
    widths = [width for width in LIST_WIDTHS if width <= widest] or [widest]

    def height(width: int) -> int:
        return max(1, round(width / shape))

    def address(width: int, name: str) -> str:
        spec = f"fill-{width}x{height(width)}|format-{name}"
        return generate_image_url(image, spec)

    sources = [
        Source(
            mime_type,
            ", ".join(f"{address(width, name)} {width}w" for width in widths),
        )
        for mime_type, name in FORMATS.items()
    ]
    width = widths[-1]
    return Picture(sources, address(width, "jpeg"), width, height(width))


def credit_lines(image: CustomImage, language: str) -> list[SafeString]:
    """The label of each work, with what it has to do with the ones before it."""
    lines = []
    for label in labels(image, language):
        line = render_to_string("images/label.html", {"label": label}).strip()
        if label.relation:
            line = escape(label.relation) % {"work": line}
        lines.append(mark_safe(line))  # noqa: S308 - our own template's
    return lines


@register.inclusion_tag("images/figure.html", takes_context=True)
def figure(
    context: Context,
    image: CustomImage | None,
    alt: str = "",
    caption: str = "",
    decorative: bool = False,
    sizes: str = "(min-width: 62rem) 40rem, 100vw",
    eager: bool = False,
) -> dict:
    """A picture with its credit in sight.

    ``alt`` is in the language of the page; without it the picture's own serves, in
    the reader's language where it was translated, unless it is ``decorative``.
    ``eager`` is for a picture that is seen before any scrolling.
    """
    shown = picture(image)
    if image is None or shown is None:
        return {}
    language = content_language()
    words = description(image, language)
    return {
        "picture": shown,
        "credit_lines": credit_lines(image, language),
        "alt": alt,
        "decorative": decorative,
        "fallback_alt": "" if decorative else words.text,
        "fallback_language": words.language,
        "caption": caption,
        "sizes": sizes,
        "eager": eager,
        "page": context.get("page"),
        "request": context.get("request"),
    }


@register.inclusion_tag("images/list_picture.html", takes_context=True)
def list_picture(
    context: Context,
    image: CustomImage | None,
    alt: str = "",
    decorative: bool = True,
    ratio: str = "3:2",
    sizes: str = "(min-width: 62rem) 20rem, (min-width: 40rem) 45vw, 100vw",
    eager: bool = False,
) -> dict:
    """A picture in a list, of the list's shape, light and late.

    It stands beside a link whose words say the same: without ``alt`` it is silent for
    those who listen, unless it is said not to be ``decorative``. The credit is left to
    the page behind the link only where nobody need be named.
    """
    shown = cropped(image, ratio)
    if image is None or shown is None:
        return {}
    own = Words("", "") if decorative or alt else description(image, content_language())
    licences = {image.licence, *(work.get("licence") for work in image.works)}
    language = content_language()
    return {
        "picture": shown,
        "credit_lines": []
        if licences == {Licence.CC0.value}
        else credit_lines(image, language),
        "alt": alt,
        "fallback_alt": own.text,
        "fallback_language": own.language,
        "sizes": sizes,
        "eager": eager,
        "page": context.get("page"),
        "request": context.get("request"),
    }
