"""Files of Wikimedia Commons, as its API describes them (``extmetadata``).

https://www.mediawiki.org/wiki/API:Imageinfo,
https://www.mediawiki.org/wiki/Extension:CommonsMetadata
"""

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from django.utils.translation import gettext as staff_

from .credits import Licence
from .fetching import PICTURES, Fetcher
from .found import Found, Where, address, number, secure
from .licences import ForbiddenError, Terms, forbidden, silent, terms
from .pinned import FetchError
from .worded import Worded, worded

HOST = "commons.wikimedia.org"
HOSTS = (HOST, "commons.m.wikimedia.org")
FILES = "upload.wikimedia.org"
FILE_PAGE = re.compile(r"(?:File|Image):(?P<name>.+)", re.IGNORECASE | re.DOTALL)
UPLOADED = re.compile(
    r"/wikipedia/commons/(?:thumb/)?[0-9a-f]/[0-9a-f]{2}/(?P<name>[^/]+)(/[^/]+)?"
)
ENTITY = re.compile(r"/(?:entity|wiki/Special:EntityPage)/M(\d+)")
# Widths that Commons keeps ready.
SMALL, LARGE = 960, 3840
# What people write who made a picture themselves.
OWN_WORK = re.compile(
    r"own work|self[- ]made|eigenes werk|travail personnel|trabajo propio|obra própria"
    r"|trabalho próprio|собственная работа|自己的作品|投稿者自身による作品|عمل شخصي",
    re.IGNORECASE,
)
LONGEST_CREDIT = 160
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2})?Z?")


def is_ours(text: str) -> bool:
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return False
    return host in (*HOSTS, FILES)


def file_of(text: str) -> dict[str, str]:
    """How the API is asked for the file that an address shows."""
    parts = urlsplit(text)
    if parts.hostname == FILES:
        found = UPLOADED.fullmatch(parts.path)
        name = f"File:{unquote(found['name'])}" if found else ""
    else:
        query = parse_qs(parts.query)
        if query.get("curid", [""])[0].isdecimal():
            return {"pageids": query["curid"][0]}
        if entity := ENTITY.fullmatch(parts.path):
            return {"pageids": entity[1]}
        _page, _media, shown = parts.fragment.partition("/media/")
        page = parts.path.removeprefix("/wiki/")
        name = unquote(shown or query.get("title", [""])[0] or page)
    found = FILE_PAGE.fullmatch(name.replace("_", " ").strip())
    if not found or re.search(r"[#<>\[\]|{}]", found["name"]):
        raise FetchError(
            staff_(
                "This is no page of a file. On Wikimedia Commons, give the address of "
                "a page whose name begins with “File:”."
            )
        )
    return {"titles": f"File:{found['name'].strip()}"}


def ask(fetcher: Fetcher, file: dict[str, str], width: int) -> dict[str, Any]:
    query = {
        "action": "query",
        "format": "json",
        "formatversion": "2",
        "redirects": "1",
        "prop": "imageinfo",
        "iiprop": "url|size|mime|extmetadata",
        "iiextmetadatamultilang": "1",
        "iiurlwidth": str(width),
    }
    data = fetcher.json(f"https://{HOST}/w/api.php?{urlencode(query | file)}")
    try:
        page = data["query"]["pages"][0]
        info = page["imageinfo"][0]
        told = {"title": str(page.get("title", "")), "pageid": page.get("pageid")}
        return {"extmetadata": {}} | info | told
    except (AttributeError, KeyError, IndexError, TypeError):
        raise FetchError(
            staff_("Wikimedia Commons knows no file of this name.")
        ) from None


def value(info: dict[str, Any], name: str) -> Worded:
    metadata = info["extmetadata"]
    # An empty object is written as an empty list.
    entry = metadata.get(name) if isinstance(metadata, dict) else None
    return worded(entry.get("value")) if isinstance(entry, dict) else {}


def text(info: dict[str, Any], name: str) -> str:
    return next(iter(value(info, name).values()), "")


def terms_of(info: dict[str, Any]) -> Terms:
    """Raises ``ForbiddenError``."""
    name = text(info, "LicenseShortName") or text(info, "UsageTerms")
    if text(info, "NonFree").casefold() in ("true", "1", "yes"):
        raise forbidden(name or "–", staff_("it is in copyright"))
    if where := text(info, "LicenseUrl"):
        try:
            return terms(where)
        except ForbiddenError:
            if is_public_domain(info):
                return Terms(Licence.PUBLIC_DOMAIN)
            raise
    if is_public_domain(info):
        return Terms(Licence.PUBLIC_DOMAIN)
    if text(info, "License").casefold() in ("cc0", "cc-zero"):
        return Terms(Licence.CC0)
    if name:
        raise forbidden(name, staff_("these terms are not known here"))
    raise silent()


def is_public_domain(info: dict[str, Any]) -> bool:
    code = text(info, "License").casefold()
    return code == "pd" or code.startswith("pd-")


def institution(info: dict[str, Any]) -> Worded:
    """Commons has no field for it; where it was taken from is the next best."""
    credit = value(info, "Credit")
    is_name = credit and all(
        len(words) <= LONGEST_CREDIT
        and not OWN_WORK.search(words)
        and not re.match(r"https?://|www\.", words)
        for words in credit.values()
    )
    return credit if is_name else {"": "Wikimedia Commons"}


def year(info: dict[str, Any]) -> Worded:
    return {
        tag: MOMENT.sub(r"\1", words)
        for tag, words in value(info, "DateTimeOriginal").items()
    }


def where(info: dict[str, Any]) -> Where:
    found = Where(
        smaller=secure(info.get("thumburl")),
        width=number(info.get("width")),
        height=number(info.get("height")),
    )
    # Others, as drawings or TIFF, are taken as Commons draws them.
    if info.get("mime") in PICTURES:
        found.file = secure(info.get("url"))
    return found


def notes(info: dict[str, Any]) -> list[str]:
    if restrictions := text(info, "Restrictions"):
        return [
            staff_(
                "Wikimedia Commons notes restrictions other than copyright: "
                "%(restrictions)s."
            )
            % {"restrictions": restrictions.replace("|", ", ")}
        ]
    return []


def found_at(fetcher: Fetcher, pasted: str) -> list[Found]:
    """The file of a page. Raises ``FetchError``."""
    info = ask(fetcher, file_of(pasted), SMALL)
    if not str(info.get("mime", "")).startswith("image/"):
        raise FetchError(staff_("This file is no picture."))
    title = value(info, "ObjectName") or {
        "": re.sub(r"\.\w{2,5}$", "", info["title"].partition(":")[2])
    }
    creator = value(info, "Artist")
    one = Found(
        key="1",
        label=info["title"],
        where=where(info),
        title=title,
        creator=creator,
        year=year(info),
        institution=institution(info),
        attribution=value(info, "Attribution"),
        summary=value(info, "ImageDescription"),
        source=address(secure(info.get("descriptionurl"))) or address(pasted),
        notes=notes(info),
    )
    if set(one.attribution.values()) <= set(creator.values()):
        one.attribution = {}
    try:
        one.terms = terms_of(info)
    except ForbiddenError as error:
        one.refusal = str(error)
    return [one]


def larger(fetcher: Fetcher, source: str) -> str:
    """The address of a file that is not too large, of a picture whose own is."""
    return secure(ask(fetcher, file_of(source), LARGE).get("thumburl"))
