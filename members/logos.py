"""The logo of a member as it is drawn, and the letters that stand in for one."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from wagtail.images.views.serve import generate_image_url

from images.models import CustomImage
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
# In brackets, or before all others: what the organisation calls itself.
MOST_SIGNS = 6
BRACKETS = re.compile(rf"\((\w{{2,{MOST_SIGNS}}})\)")
APOSTROPHES = "'’"
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
    is_light: bool


def logo(image: CustomImage | None, size: str) -> Logo | None:
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
        # As Wagtail rounds them.
        width=max(1, int(image.width * scale)),
        height=max(1, int(image.height * scale)),
        is_light=image.is_light,
    )


def initials(name: str) -> str:
    """One or two signs of a name, in its own script, or its abbreviation."""
    name = normalize("NFC", name)
    for found in BRACKETS.findall(name):
        if is_abbreviation(found):
            return found
    found = words(name)
    telling = [word for word in found if word.casefold() not in SMALL_WORDS] or found
    if not telling:
        return name[:1]
    first, *others = telling
    kind = script(first[0])
    if kind in SQUARE:
        return first[:2]
    if kind in ONE_SIGN:
        # The article of Arabic is part of the word.
        return with_marks(first.removeprefix("ال") or first)
    if len(first) <= MOST_SIGNS and first == first.upper():
        return first
    for word in telling:
        if 2 < len(word) <= MOST_SIGNS and is_abbreviation(word):
            return word
    # Of a country, as in the names of chapters: two letters that are no beginning.
    others = [word for word in others if not (len(word) == 2 and is_abbreviation(word))]
    return "".join(with_marks(word).upper() for word in [first, *others[:1]])


def words(name: str) -> list[str]:
    """Letters with their marks, and figures; what is no letter ends a word."""
    kept = "".join(
        char if category(char)[0] in "LMN" or char in APOSTROPHES else " "
        for char in name
    )
    # Some write an apostrophe with a letter, as in Hawaiʻi.
    found = [word.lstrip(f"{APOSTROPHES}ʻʼ") for word in kept.split()]
    return [word for word in found if word and category(word[0])[0] in "LN"]


def is_abbreviation(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1


def with_marks(word: str) -> str:
    """The first letter, with the signs that are written over or under it."""
    length = 1
    while length < len(word) and category(word[length]).startswith("M"):
        length += 1
    return word[:length]


def stand_in(member: "MemberPage") -> str:
    return initials(member.organisation.name)
