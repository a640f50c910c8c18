"""Pictures as IIIF hands them out: what is painted on a canvas, and the sizes that a
service draws it in (Image API).

https://iiif.io/api/image/3.0/
"""

import re
from collections.abc import Iterator
from math import sqrt
from typing import Any

from django.utils.translation import gettext as staff_

from .found import Where, host, number, secure
from .pinned import FetchError

# How deep choices and services are followed.
DEEPEST = 4


def many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def things(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in many(value) if isinstance(one, dict))


def name_of(thing: Any) -> str:
    """The address that a thing has, in either version, or is."""
    if isinstance(thing, str):
        return thing
    if not isinstance(thing, dict):
        return ""
    found = thing.get("id") or thing.get("@id") or ""
    return found if isinstance(found, str) else ""


def type_of(thing: dict[str, Any]) -> str:
    found = thing.get("type") or thing.get("@type") or ""
    return found.rpartition(":")[2] if isinstance(found, str) else ""


def service_of(resource: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """The image service of a resource, if it has one."""
    for service in things(resource.get("service")):
        told = f"{service.get('@context')} {service.get('profile')} {type_of(service)}"
        if name_of(service) and re.search(
            r"/image/|ImageService|image-api|stanford\.edu/iiif|level[012]", told
        ):
            return service
        if depth < DEEPEST and (inner := service_of(service, depth + 1)):
            return inner
    return {}


def image_of(body: Any, depth: int = 0) -> dict[str, Any]:
    """The picture that a body is, chooses or takes a part of."""
    if depth > DEEPEST:
        return {}
    for one in things(body):
        kind = type_of(one)
        if kind == "Choice":
            # Version 2 has a default, version 3 a list.
            inner = [*many(one.get("default")), *many(one.get("items"))]
            inner += [each for each in many(one.get("item")) if each != "rdf:nil"]
            if found := image_of(inner, depth + 1):
                return found
        elif kind == "SpecificResource":
            source = one.get("source") or one.get("full")
            inner_one = source if isinstance(source, dict) else {"id": source}
            if found := image_of({"type": "Image"} | inner_one, depth + 1):
                return found
        elif kind in ("Image", "StillImage") and name_of(one):
            return one
    return {}


def painted(canvas: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Annotations that paint pictures, with the picture."""
    for annotation in things(canvas.get("images")):
        if image := image_of(annotation.get("resource")):
            yield annotation, image
    for page in things(canvas.get("items")):
        for annotation in things(page.get("items")):
            paints = "painting" in many(annotation.get("motivation", "painting"))
            if paints and (image := image_of(annotation.get("body"))):
                yield annotation, image


def where(canvas: dict[str, Any], image: dict[str, Any]) -> Where:
    service = service_of(image)
    found = Where(
        file=secure(name_of(image)),
        service=secure(name_of(service)).rstrip("/"),
        width=number(image.get("width")) or number(service.get("width")),
        height=number(image.get("height")) or number(service.get("height")),
    )
    for thumbnail in many(canvas.get("thumbnail"))[:1]:
        found.thumbnail = secure(name_of(thumbnail))
    return found


def level(info: dict[str, Any]) -> int:
    for profile in many(info.get("profile")):
        if isinstance(profile, str) and (digit := re.search(r"level([012])", profile)):
            return int(digit[1])
    return 0


def limits(info: dict[str, Any]) -> dict[str, Any]:
    """Of version 3 beside the rest, of version 2 in the profile."""
    found: dict[str, Any] = {}
    for one in (*things(info.get("profile")), info):
        found |= {
            key: one[key] for key in ("maxWidth", "maxHeight", "maxArea") if key in one
        }
    return found


def described(info: Any) -> dict[str, Any]:
    """What a service says of itself (``info.json``). Raises ``FetchError``."""
    if not isinstance(info, dict):
        raise FetchError(
            staff_("This is no description of a picture (IIIF Image API).")
        )
    return info


def drawn(service: str, info: dict[str, Any], side: int) -> str:
    """The address of the picture with a longer side of so many pixels at the most.

    Raises ``FetchError`` where nobody can say.
    """
    context = str(info.get("@context"))
    is_third = "/image/3/" in context or type_of(info) == "ImageService3"
    width, height = number(info.get("width")), number(info.get("height"))
    if not width or not height:
        raise FetchError(
            staff_("%(host)s does not say how large the picture is.")
            % {"host": host(service)}
        )
    quality = (
        "native" if "image/1" in context or "image-api/1" in context else "default"
    )
    address = f"{service}/full/{{}}/0/{quality}.jpg"
    sizes = sorted(
        (number(size.get("width")), number(size.get("height")))
        for size in things(info.get("sizes"))
        if number(size.get("width")) and number(size.get("height"))
    )
    if level(info) == 0:
        fitting = [size for size in sizes if max(size) <= side] or sizes[:1]
        if fitting:
            across, down = fitting[-1]
            return address.format(f"{across},{down}" if is_third else f"{across},")
        return address.format("max" if is_third else "full")
    most = limits(info)
    scale = min(1.0, side / max(width, height))
    most_across = number(most.get("maxWidth"))
    most_down = number(most.get("maxHeight")) or most_across
    if most_across:
        scale = min(scale, most_across / width, most_down / height)
    if area := number(most.get("maxArea")):
        scale = min(scale, sqrt(area / (width * height)))
    if scale == 1:
        return address.format("max" if is_third else "full")
    return address.format(f"{max(1, int(width * scale))},")
