"""Whether a picture would be lost on white paper, as the light version of a logo is."""

from PIL import Image

from .reading import MOST_PIXELS, Picture, is_transparent, pixels

# So many pixels a side tell enough.
SIDE = 96
OPAQUE = 128
# Of 256: from here on a grey is hard to see on white.
LIGHT = 190
# What may be darker all the same; and what of the area has a ground of its own.
DARK_PART, WHOLE_PART = 0.1, 0.97


def is_light(picture: Picture) -> bool:
    """Light signs on a transparent ground."""
    width, height = picture.size
    if not is_transparent(picture.file) or width * height > MOST_PIXELS:
        return False
    small = pixels(picture, max(width, height) / SIDE).image
    if small.mode != "RGBA":
        return False
    shown = small.getchannel("A").point([0] * OPAQUE + [255] * (256 - OPAQUE))
    levels = grey(small).histogram(shown)
    number = sum(levels)
    if not 0 < number < WHOLE_PART * small.width * small.height:
        return False
    return sum(levels[:LIGHT]) < DARK_PART * number


def grey(image: Image.Image) -> Image.Image:
    return image.convert("RGB").convert("L")
