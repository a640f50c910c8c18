"""How a picture is opened: looked at before a pixel is decoded, and refused in words.

Whoever asks for pixels gets them in one of two modes, RGB or RGBA, upright, with a
colour profile that fits, and no larger than is needed: a camera's fifty million
pixels are decoded once and never copied whole.
"""

import math
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from PIL import Image, ImageCms

from . import containers

MEGA = 1_000_000
# What one process can decode within 512 MB (``python -m benchmarks.pictures``). The
# decoders of WebP and AVIF hold a picture several times.
MAX_PIXELS = {
    "jpeg": 64 * MEGA,
    "png": 64 * MEGA,
    "gif": 64 * MEGA,
    "webp": 20 * MEGA,
    "avif": 20 * MEGA,
}
# The longest side of a WebP, which each picture is made into.
MAX_SIDE = 16_000
# The longer side in lengths of the shorter; hand scrolls are taken.
MAX_PROPORTION = 50
MAX_PROFILE = 2 * MEGA

FORMATS = {name: [name.upper()] for name in MAX_PIXELS} | {"jpeg": ["JPEG", "MPO"]}
ORIENTATION = 0x0112
# More are never held in colours at once.
MOST_PIXELS = 16 * MEGA
# Rows of a large picture that are made smaller at once.
STRIPE = 256

# What the readers of broken files raise, Pillow's own among it.
BROKEN = (
    containers.BrokenError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def broken() -> ValidationError:
    return ValidationError(
        staff_(
            "This file cannot be read as a picture: it is damaged, incomplete, or "
            "something else under the name of a picture. Open it in a program for "
            "pictures, save it anew, and choose that file."
        ),
        code="invalid_image",
    )


def too_many_pixels(limit: int) -> ValidationError:
    return ValidationError(
        staff_(
            "This picture has too many pixels: %(limit)s million are the most. Make "
            "it smaller first; 4,000 pixels on the long side are plenty."
        ),
        code="file_too_many_pixels",
        params={"limit": limit // MEGA},
    )


def check_size(width: int, height: int, format_name: str) -> None:
    limit = MAX_PIXELS[format_name]
    if width * height > limit:
        raise too_many_pixels(limit)
    if max(width, height) > MAX_SIDE:
        raise ValidationError(
            staff_("This picture is too long: a side may have %(limit)s pixels."),
            code="side_too_long",
            params={"limit": f"{MAX_SIDE:,}"},
        )
    if max(width, height) > MAX_PROPORTION * max(1, min(width, height)):
        raise ValidationError(
            staff_(
                "This picture is too narrow to be shown: its long side may be "
                "%(limit)s times its short one. Cut out the part that matters."
            ),
            code="too_narrow",
            params={"limit": MAX_PROPORTION},
        )


@dataclass
class Picture:
    """A file that was looked at. Nothing of it is decoded yet."""

    data: bytes
    format_name: str
    file: Image.Image

    @cached_property
    def orientation(self) -> int:
        """1 to 8, as a camera notes how it was held; 1 is upright."""
        number = self.exif.get(ORIENTATION, 1)
        return number if number in range(1, 9) else 1

    @cached_property
    def exif(self) -> Image.Exif:
        """The camera's notes. Pillow would decode a PNG to look for them."""
        exif = Image.Exif()
        try:
            if self.format_name == "png":
                for name, chunk in containers.png_chunks(self.data):
                    if name == b"eXIf":
                        exif.load(b"Exif\0\0" + chunk[8:-4])
            elif self.format_name != "gif":
                exif.load(self.file.info.get("exif") or b"")
        except BROKEN:
            return Image.Exif()
        return exif

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as it is seen."""
        width, height = self.file.size
        return (height, width) if self.orientation >= 5 else (width, height)

    @cached_property
    def profile(self) -> bytes:
        """The colour profile; empty if there is none that a program could read."""
        profile = self.file.info.get("icc_profile") or b""
        if not isinstance(profile, bytes) or not 128 < len(profile) <= MAX_PROFILE:
            return b""
        try:
            ImageCms.getOpenProfile(BytesIO(profile))
        except (ImageCms.PyCMSError, OSError):
            return b""
        return profile


def look(data: bytes) -> Picture:
    """Opens what may be anything, and refuses it in a sentence.

    Sizes are read from the first bytes; nothing is decoded.
    """
    format_name = containers.kind(data[:64])
    if not format_name:
        raise broken()
    try:
        size = containers.declared_size(data, format_name)
        animated = containers.is_animated(data, format_name)
        check_size(*size, format_name)
        with warnings.catch_warnings():
            # Our limits are lower.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(BytesIO(data), formats=FORMATS[format_name])
            animated = animated or (
                format_name == "gif" and getattr(file, "n_frames", 1) > 1
            )
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(MAX_PIXELS[format_name]) from error
    except BROKEN as error:
        raise broken() from error
    check_size(*file.size, format_name)
    if animated:
        raise ValidationError(
            staff_("This picture moves. Only still pictures can be shown here."),
            code="animated",
        )
    return Picture(data, format_name, file)


def decode(picture: Picture, *, roughly: bool = False) -> Image.Image:
    """All pixels, as they lie in the file; a damaged file is noticed here at last.

    ``roughly`` reads all of a JPEG, but draws only an eighth of its width.
    """
    try:
        with Image.open(
            BytesIO(picture.data), formats=FORMATS[picture.format_name]
        ) as image:
            if roughly and picture.format_name == "jpeg":
                image.draft(image.mode, (image.width // 8, image.height // 8))
            image.load()
            return image
    except BROKEN as error:
        raise broken() from error


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turned as it is seen, band by band: never two whole copies at once."""
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    if method is None:
        return image
    if len(image.getbands()) == 1:
        return image.transpose(method)
    mode, bands = image.mode, list(image.split())
    image.im = Image.new("L", (1, 1)).im  # lets go of its pixels
    for number, band in enumerate(bands):
        bands[number] = band.transpose(method)
    return Image.merge(mode, bands)


def is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or (
        "transparency" in image.info
    )


def eight_bits(image: Image.Image) -> Image.Image:
    """Grey in 65,536 levels, which Pillow alone would cut off at white."""
    return image.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def in_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA; colours of print and of grey profiles become those of screens."""
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        image = eight_bits(image)
    if profile and profile[16:20] in (b"CMYK", b"GRAY"):
        try:
            if image.mode in ("CMYK", "L"):
                converted = ImageCms.profileToProfile(
                    image,
                    ImageCms.ImageCmsProfile(BytesIO(profile)),
                    ImageCms.createProfile("sRGB"),
                    outputMode="RGB",
                )
                if converted is not None and not is_transparent(image):
                    return converted
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert("RGBA" if is_transparent(image) else "RGB")


@dataclass
class Pixels:
    image: Image.Image
    profile: bytes
    # Width and height of the picture from which they were taken.
    full_size: tuple[int, int]


def reduction(width: int, height: int, scale: float) -> int:
    """By what whole number sides are divided, before a fine resizing by ``scale``."""
    at_least = math.ceil(math.sqrt(width * height / MOST_PIXELS))
    return max(1, at_least, int(scale / 2))


def pixels(picture: Picture, scale: float = 1) -> Pixels:
    """The picture upright, in RGB or RGBA, as large as it is needed.

    ``scale`` is how many times larger the file is than what is made of it.
    """
    try:
        with Image.open(
            BytesIO(picture.data), formats=FORMATS[picture.format_name]
        ) as image:
            width, height = image.size
            factor = reduction(width, height, scale)
            if picture.format_name == "jpeg":
                # The decoder leaves out what is not needed: 1, 2, 4 or 8 times.
                image.draft(image.mode, (width // factor, height // factor))
            image.load()
            scale *= image.width / width
            factor = reduction(image.width, image.height, scale)
            small = smaller(image, factor, picture.profile)
    except BROKEN as error:
        raise broken() from error
    profile = picture.profile if picture.profile[16:20] == b"RGB " else b""
    return Pixels(upright(small, picture.orientation), profile, picture.size)


def smaller(image: Image.Image, factor: int, profile: bytes) -> Image.Image:
    if factor == 1:
        return in_colours(image, profile)
    size = (max(1, image.width // factor), max(1, image.height // factor))
    small = None
    at_once = max(1, STRIPE // factor)
    for top in range(0, size[1], at_once):
        rows = min(at_once, size[1] - top)
        box = (0, top * factor, size[0] * factor, (top + rows) * factor)
        stripe = image.crop(box)
        stripe.info = {
            key: value for key, value in image.info.items() if key == "transparency"
        }
        stripe = in_colours(stripe, profile).reduce(factor)
        if small is None:
            small = Image.new(stripe.mode, size)
        small.paste(stripe, (0, top))
    return small or in_colours(image, profile)
