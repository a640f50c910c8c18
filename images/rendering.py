"""Renditions are drawn from pixels alone: nothing else of a file can reach them.

Wagtail hands a file on to Willow, which keeps Exif where the format can, holds large
pictures several times in memory, and shows grey of 16 bits as white.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from PIL import Image
from wagtail.images.models import AbstractImage, Filter
from willow.image import (
    AvifImageFile,
    GIFImageFile,
    ImageFile,
    JPEGImageFile,
    PNGImageFile,
    WebPImageFile,
)
from willow.plugins.pillow import PillowImage

from .cleaning import cleaned
from .reading import Picture, look, pixels

FILES: dict[str, type[ImageFile]] = {
    "avif": AvifImageFile,
    "gif": GIFImageFile,
    "jpeg": JPEGImageFile,
    "png": PNGImageFile,
    "webp": WebPImageFile,
}
# A browser can show every one; where none is asked for, these stand for others.
STAND_INS = {"avif": "png", "webp": "png", "gif": "png"}
QUALITY = {"jpeg": 76, "webp": 80, "avif": 61}
WHITE = (255, 255, 255)


@contextmanager
def opened(image: AbstractImage, source: File | None) -> Iterator[BinaryIO]:
    if source is not None:
        source.seek(0)
        yield source
    else:
        with image.open_file() as file:
            yield file


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    background = Image.new("RGB", picture.size, WHITE)
    background.paste(picture, mask=picture.getchannel("A"))
    return background


class CleanFilter(Filter):
    def run(
        self, image: AbstractImage, output: BinaryIO, source: File | None = None
    ) -> ImageFile:
        with opened(image, source) as file:
            data = file.read()
        if {operation.method for operation in self.operations} == {"original"}:
            picture = cleaned(data)
            output.write(picture.data)
            return FILES[picture.format_name](output)
        return self.draw(image, look(data), output)

    def draw(
        self, image: AbstractImage, picture: Picture, output: BinaryIO
    ) -> ImageFile:
        transform = self.get_transform(image, picture.size)
        rectangle, size = transform.get_rect().round(), transform.size
        source = pixels(picture, rectangle.width / size[0])
        across = source.image.width / source.full_size[0]
        down = source.image.height / source.full_size[1]
        drawn = source.image.resize(
            size,
            Image.Resampling.LANCZOS,
            box=(
                max(0, rectangle.left * across),
                max(0, rectangle.top * down),
                min(source.image.width, rectangle.right * across),
                min(source.image.height, rectangle.bottom * down),
            ),
        )
        env: dict[str, Any] = {"original-format": picture.format_name}
        willow = PillowImage(drawn)
        for operation in self.filter_operations:
            willow = operation.run(willow, image, env) or willow
        return self.save(willow.image, source.profile, env, output)

    def save(
        self,
        drawn: Image.Image,
        profile: bytes,
        env: dict[str, Any],
        output: BinaryIO,
    ) -> ImageFile:
        original = env["original-format"]
        name = env.get("output-format") or STAND_INS.get(original, original)
        options: dict[str, Any] = {"icc_profile": profile or None}
        if name in QUALITY:
            options["quality"] = env.get(f"{name}-quality") or getattr(
                settings, f"WAGTAILIMAGES_{name.upper()}_QUALITY", QUALITY[name]
            )
        if name == "jpeg":
            drawn = on_white(drawn)
            options |= {"progressive": True, "optimize": True}
        elif name == "png":
            options["optimize"] = True
        elif "lossless" in env.get("output-format-options", ()):
            options |= {"lossless": True} if name == "webp" else {"quality": 100}
        drawn.info = {}
        drawn.save(output, name.upper(), **options)
        return FILES[name](output)
