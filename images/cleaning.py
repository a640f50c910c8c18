"""A picture without what it tells about people, places and cameras.

Nothing that is stored has metadata: whatever way a file comes in, it passes here
before it is written. Pixels are copied, not encoded again, but where a picture must be
turned upright. The colour profile stays, since without it colours are wrong.
"""

from io import BytesIO
from typing import Any

from PIL import Image, JpegImagePlugin

from . import avif, containers
from .reading import BROKEN, MEGA, ORIENTATION, Picture, broken, decode, look, upright

# A change of these rules is a new number: pictures with a lower one are cleaned again.
RULES = 1

# Up to so many pixels a picture is turned upright. Of larger ones, which would not fit
# twice into memory, the note stays how the camera was held, and nothing else.
TURNED = 24 * MEGA
TURNED_AVIF = 4 * MEGA

METADATA = ("xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Comment")


def encoding(picture: Picture, image: Image.Image) -> dict[str, Any]:
    """How a turned picture is written: as near to the original as the format goes."""
    if picture.format_name == "jpeg" and isinstance(
        picture.file, JpegImagePlugin.JpegImageFile
    ):
        known: dict[str, Any] = {"qtables": picture.file.quantization}
        sampling = JpegImagePlugin.get_sampling(picture.file)
        if sampling >= 0:
            known["subsampling"] = sampling
        return known | {"progressive": "progressive" in picture.file.info}
    if picture.format_name == "webp":
        lossless = any(
            name == b"VP8L" for name, _content in containers.webp_chunks(picture.data)
        )
        return {"lossless": lossless, "quality": 95, "exact": True}
    if picture.format_name == "avif":
        return {"quality": 90}
    return (
        {"transparency": image.info.get("transparency")}
        if ("transparency" in image.info)
        else {}
    )


def turned(picture: Picture) -> bytes:
    """Upright in its pixels, since not every program reads the camera's note."""
    image = decode(picture)
    options = encoding(picture, image)
    palette_or_key = {
        key: value for key, value in image.info.items() if key == "transparency"
    }
    image = upright(image, picture.orientation)
    image.info = palette_or_key
    output = BytesIO()
    image.save(
        output,
        picture.format_name.upper(),
        icc_profile=picture.profile or None,
        **options,
    )
    return output.getvalue()


def leave_out(picture: Picture) -> bytes:
    if picture.format_name == "avif":
        return avif.clean_avif(picture.data)
    return containers.CLEAN[picture.format_name](
        picture.data, picture.profile, picture.orientation
    )


def has_metadata(picture: Picture) -> bool:
    return any(picture.file.info.get(key) for key in METADATA) or bool(
        set(picture.exif) - {ORIENTATION}
    )


def can_be_turned(picture: Picture) -> bool:
    most = TURNED_AVIF if picture.format_name == "avif" else TURNED
    return picture.file.width * picture.file.height <= most


def cleaned(data: bytes) -> Picture:
    """The clean picture, or a ``ValidationError`` that says what is wrong with it."""
    picture = look(data)
    try:
        if picture.orientation != 1 and can_be_turned(picture):
            picture = look(turned(picture))
        else:
            decode(picture, roughly=True)
        picture = look(leave_out(picture))
    except BROKEN as error:
        raise broken() from error
    if has_metadata(picture):
        # It stood where nobody expects it.
        raise broken()
    return picture
