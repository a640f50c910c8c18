"""What staff paste, looked at; pictures from there, small to be seen and large to be
kept."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as staff_

from . import commons, iiif, services
from .containers import kind
from .fetching import MEGABYTE, Fetcher, TooLargeError
from .found import Found, Where
from .pinned import FetchError, host_of
from .reading import BROKEN, MAX_PIXELS, MEGA, look, pixels
from .rendering import on_white

# The longer side of what is stored: none of ours is shown wider than 1,600.
STORED = 3000
# If the file of that is too large.
SMALLER = 1800
PREVIEW, THUMBNAIL = 640, 200
MOST_PREVIEW = 4 * MEGABYTE
# Several are drawn at once, and none may take the memory of a large one.
MOST_PIXELS = {PREVIEW: 24 * MEGA, THUMBNAIL: 4 * MEGA}
# Where Wagtail has no limit.
MOST_PICTURE = 20 * MEGABYTE
# Fetched side by side for a list.
THREADS = 4


def at(fetcher: Fetcher, pasted: str) -> list[Found]:
    """The pictures at an address, those that may be shown first of all. Raises
    ``FetchError``, also where none of them may be."""
    address = iiif.wrapped(pasted.strip())
    host_of(address)
    if commons.is_ours(address):
        # Its API is asked, never the page itself.
        found = commons.found_at(fetcher, address)
    else:
        found = iiif.found_in(fetcher.json(address), address)
    if not any(one.terms for one in found):
        raise FetchError(found[0].refusal)
    return found


# Small ones, to be seen ----------------------------------------------------------


def shown(data: bytes, side: int) -> str:
    """Drawn anew, since nothing of others reaches a browser as it came."""
    picture = look(data)
    width, height = picture.size
    if width * height > MOST_PIXELS[side]:
        return ""
    image = on_white(pixels(picture, max(1, max(width, height) / side)).image)
    image.thumbnail((side, side))
    output = BytesIO()
    image.save(output, "JPEG", quality=75)
    return f"data:image/jpeg;base64,{b64encode(output.getvalue()).decode()}"


def preview(fetcher: Fetcher, where: Where, side: int) -> str:
    """A picture within the page; empty if none came."""
    small = where.thumbnail if side == THUMBNAIL else where.smaller
    try:
        if not small and where.service:
            small = f"{where.service}/full/{side},/0/default.jpg"
        try:
            data = fetcher.picture(small or where.file, MOST_PREVIEW)
        except FetchError:
            if side == THUMBNAIL or not where.service:
                raise
            info = fetcher.json(f"{where.service}/info.json")
            address = services.drawn(where.service, services.described(info), side)
            data = fetcher.picture(address, MOST_PREVIEW)
        return shown(data, side)
    except (FetchError, ValidationError, *BROKEN):
        return ""


def previews(fetcher: Fetcher, found: Sequence[Found]) -> list[str]:
    """Of several, as many as come in time."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(
            threads.map(
                lambda one: preview(fetcher, one.where, THUMBNAIL) if one.terms else "",
                found,
            )
        )


# Large ones, to be kept ----------------------------------------------------------


def candidates(fetcher: Fetcher, where: Where, source: str) -> Iterator[str]:
    """Addresses of the file, the best first; the next is for one that is too large."""
    if where.service:
        try:
            info = services.described(fetcher.json(f"{where.service}/info.json"))
        except FetchError:
            if not where.file:
                raise
            yield where.file
        else:
            yield services.drawn(where.service, info, STORED)
            yield services.drawn(where.service, info, SMALLER)
        return
    is_drawn = commons.is_ours(source)
    if not is_drawn or where.width * where.height <= min(MAX_PIXELS.values()):
        yield where.file
    if is_drawn:
        # Commons draws any file in the widths that it keeps.
        yield commons.larger(fetcher, source)
        yield where.smaller


def fetched(fetcher: Fetcher, facts: dict[str, Any], most: int) -> tuple[bytes, str]:
    """The file, and where it came from. Raises ``FetchError``."""
    trouble = FetchError(staff_("There is no file of this picture."))
    for address in candidates(fetcher, Where(**facts["where"]), facts["source"]):
        if not address:
            continue
        try:
            return fetcher.picture(address, most), address
        except TooLargeError as error:
            trouble = error
    raise trouble


def upload(data: bytes, address: str) -> SimpleUploadedFile:
    """As if somebody had chosen the file, named by where it is from: its title says
    more than a name could."""
    extension = {"jpeg": "jpg"}.get(kind(data[:64]), kind(data[:64]))
    host = host_of(address).replace(".", "-")
    name = f"{host}-{sha256(address.encode()).hexdigest()[:10]}.{extension or 'bin'}"
    return SimpleUploadedFile(name, data)
