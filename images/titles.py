"""Whether somebody gave a file's name where words were asked for."""

import re
from pathlib import PurePath

EXTENSION = re.compile(
    r"\.(avif|bmp|dng|gif|heic|heif|jfif|jpe?g|pdf|png|psd|raw|svg|tiff?|webp)$",
    re.IGNORECASE,
)
# What cameras, telephones and programs call their files: a word and a number.
BY_MACHINE = re.compile(
    r"(_?mg|bild|captura|capture|cimg|copy of|dcim|dji|download|dsc[fn]?|fb_img|file|"
    r"gopr|hpim|im(a?ge?|gp)|img|kopie von|mvi|mvimg|p|photo|pic|pict|picture|pxl|sam|"
    r"scan|screen[ _-]?shot|signal|temp|tmp|unnamed|whatsapp[ _-]?image)"
    r"[ _.-]*\(?\d[\d _.:()-]*((at|um|à)[\d _.:()-]*)?([ap]m)?"
    r"([ _-]*(copy|edited|cropped|small|large|web|final))*",
    re.IGNORECASE,
)
# photo-gps, MARKET_DAY, 20240131_1412: in a title, spaces stand between words.
RUN = re.compile(r"\S*_\S*|(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)+|[0-9a-f-]{16,}|\d{5,}")


# Django's storage, where a file of the name is there already.
BY_STORAGE = re.compile(r"_[A-Za-z0-9]{7}$")


def stem(name: str) -> str:
    return BY_STORAGE.sub("", PurePath(name).stem)


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def is_file_name(text: str, *names: str) -> bool:
    """``names`` are those of the file itself; a title that repeats one is none.

    Unless it is written as titles are: *Lighthouse at dusk* may well come from
    ``Lighthouse at dusk.jpg``.
    """
    text = text.strip()
    if EXTENSION.search(text) or BY_MACHINE.fullmatch(text) or RUN.fullmatch(text):
        return True
    repeated = any(plain(stem(name)) == plain(text) for name in names)
    return repeated and text == text.lower() != text.upper()
