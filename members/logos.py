"""The logo of a member as it is drawn, and the letters that stand in for one."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from wagtail.images.models import AbstractImage
from wagtail.images.views.serve import generate_image_url

from openheritage.text import script

if TYPE_CHECKING:
    from .models import MemberPage

# Into which box a logo is drawn, in CSS pixels.
BOXES = {"small": (104, 52), "large": (256, 128)}
# Dense screens take the second one.
DENSITIES = (1, 2)
# One sign says enough: these are words, or joined to what stands before them.
ONE_SIGN = {"ARABIC", "SYRIAC", "THAI", "LAO", "KHMER", "MYANMAR", "DEVANAGARI"}
SQUARE = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}
# An abbreviation in brackets is what the organisation calls itself.
ABBREVIATED = re.compile(r"\((\w{2,5})\)")
WORD = re.compile(r"[^\W\d_][\w'’]*")
# Articles and the like, in the languages of our members.
SMALL = (
    "a al and das de del der des di die dla do du e el en et for für i in la las le "
    "les los na of och og on the un und une y и"
)
SMALL_WORDS = frozenset(SMALL.split())


@dataclass(frozen=True)
class Logo:
    src: str
    srcset: str
    width: int
    height: int


def logo(image: AbstractImage | None, size: str) -> Logo | None:
    """Nothing for a picture that is gone, of which a page may still know."""
    if image is None or not (image.file.name and image.width and image.height):
        return None
    wide, high = BOXES[size]
    addresses = [
        generate_image_url(
            image, f"max-{wide * density}x{high * density}|format-webp-lossless"
        )
        for density in DENSITIES
    ]
    scale = min(wide / image.width, high / image.height, 1)
    return Logo(
        src=addresses[0],
        srcset=f"{addresses[1]} 2x",
        width=max(1, round(image.width * scale)),
        height=max(1, round(image.height * scale)),
    )


def initials(name: str) -> str:
    """One to three signs of a name, in its own script."""
    name = normalize("NFC", name)
    if found := ABBREVIATED.search(name):
        short = found[1]
        return short if len(short) <= 3 else short[0]
    words = WORD.findall(name)
    telling = [word for word in words if word.casefold() not in SMALL_WORDS] or words
    if not telling:
        return name[:1]
    first = telling[0]
    kind = script(first[0])
    if kind in SQUARE:
        return first[:2]
    if kind in ONE_SIGN:
        # The article of Arabic is part of the word.
        first = first.removeprefix("ال") or first
        return with_marks(first)
    if len(first) <= 3 and first.isupper():
        return first
    return "".join(with_marks(word).upper() for word in telling[:2])


def with_marks(word: str) -> str:
    """The first letter, with the signs that are written over or under it."""
    length = 1
    while length < len(word) and category(word[length]).startswith("M"):
        length += 1
    return word[:length]


def stand_in(member: "MemberPage") -> str:
    return initials(member.organisation.name)
