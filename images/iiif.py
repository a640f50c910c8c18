"""Manifests of IIIF's Presentation API, 2 and 3.

https://iiif.io/api/presentation/3.0/, https://iiif.io/api/presentation/2.1/
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as staff_

from .found import Found, address, secure
from .licences import ForbiddenError, addresses_in, terms_of
from .pinned import FetchError
from .services import DEEPEST, many, name_of, painted, things, type_of, where
from .worded import Worded, either, worded

# More are not looked at.
MOST_CANVASES = 1000
# A longer attribution is no name of an institution.
LONGEST_NAME = 120

# What institutions call these in their own languages, in lower case.
LABELS = {
    "creator": (
        *(
            "artist",
            "author",
            "creator",
            "creators",
            "maker",
            "painter",
            "artist/maker",
        ),
        *("photographer", "contributor", "artists", "authors", "created by"),
        *("künstler", "künstler/in", "urheber", "verfasser", "autor", "autor/in"),
        *("auteur", "auteurs", "artiste", "créateur", "photographe", "autore"),
        *("artista", "creador", "creadora", "autora", "criador", "pencipta"),
        *("автор", "художник", "создатель", "作者", "著者", "制作者", "创作者", "作家"),
        *("المؤلف", "الفنان", "المنشئ", "mtunzi", "msanii"),
    ),
    "year": (
        *("date", "date created", "created", "creation date", "date of creation"),
        *("dates", "date issued", "published", "publication date", "year", "dated"),
        *("issued", "production date", "date made", "period", "date statement"),
        *("datierung", "datum", "jahr", "entstehungszeit", "erscheinungsjahr"),
        *("date de création", "année", "fecha", "año", "data", "anno", "datazione"),
        *("ano", "tanggal", "tahun", "дата", "год", "датировка", "年代", "日期"),
        *(
            "制作年",
            "制作年代",
            "出版年",
            "年份",
            "التاريخ",
            "تاريخ",
            "tarehe",
            "mwaka",
        ),
    ),
    "institution": (
        *("holding institution", "institution", "repository", "current location"),
        *("owning institution", "contributing institution", "data provider", "museum"),
        *("held by", "owner", "location", "library", "provider", "holder"),
        *("institution name", "besitzende institution", "institution détentrice"),
        *(
            "aufbewahrungsort",
            "bestandshaltende institution",
            "standort",
            "établissement",
        ),
        *("conservé à", "institución", "repositorio", "istituzione", "instituição"),
        *("lembaga", "учреждение", "место хранения", "所蔵", "所蔵者", "所蔵機関"),
        *("收藏机构", "馆藏", "المؤسسة", "taasisi"),
    ),
    "title": (
        "title",
        "titel",
        "titre",
        "título",
        "titolo",
        "название",
        "标题",
        "タイトル",
    ),
}
RIGHTS = re.compile(r"rights|licen[cs]e|copyright|terms of use|rechte|droits|lizenz")


def wrapped(text: str) -> str:
    """The address that a viewer, or an icon that is dragged, has in its query."""
    try:
        query = parse_qs(urlsplit(text).query)
    except ValueError:
        return text
    for name in ("iiif-content", "manifest", "iiif_manifest", "manifestId"):
        for value in query.get(name, []):
            if value.startswith(("https://", "http://")):
                return secure(value)
    return text


# Words ---------------------------------------------------------------------------


def entries(thing: dict[str, Any]) -> Iterator[tuple[Worded, Any]]:
    for entry in things(thing.get("metadata")):
        yield worded(entry.get("label")), entry.get("value")


def named(thing: dict[str, Any], name: str) -> Worded:
    """What the labels of institutions call so, the first that says anything.

    Labels are tried in our order: an *artist* comes before a *contributor*.
    """
    known = {label: rank for rank, label in enumerate(LABELS[name])}
    best: tuple[int, Worded] = (len(known), {})
    for label, value in entries(thing):
        ranks = [
            known[text.casefold().rstrip(" :.：")]
            for text in label.values()
            if text.casefold().rstrip(" :.：") in known
        ]
        if ranks and min(ranks) < best[0] and (words := worded(value)):
            best = (min(ranks), words)
    return best[1]


def stated(thing: dict[str, Any]) -> Worded:
    """What must be shown with it, in either version."""
    for one in things(thing.get("requiredStatement")):
        return worded(one.get("value"))
    return worded(thing.get("attribution"))


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < DEEPEST:
        inner = value.values() if isinstance(value, dict) else many(value)
        for one in inner if not isinstance(value, int | float) else ():
            yield from texts(one, depth + 1)


def rights(*chain: dict[str, Any]) -> list[str]:
    """Addresses of terms: of the nearest thing that says any."""
    for thing in chain:
        told = [*many(thing.get("rights")), *many(thing.get("license"))]
        if found := [one.strip() for one in map(name_of, told) if one.strip()]:
            return found
    for thing in chain:
        spoken = [thing.get("requiredStatement"), thing.get("attribution")]
        for label, value in entries(thing):
            if any(RIGHTS.search(text.casefold()) for text in label.values()):
                spoken.append(value)
        found = [each for text in texts(spoken) for each in addresses_in(text)]
        if found:
            return list(dict.fromkeys(found))
    return []


def source(*chain: dict[str, Any]) -> str:
    """The page of the work: of the nearest thing that has one."""
    for thing in chain:
        pages = [*many(thing.get("homepage")), *many(thing.get("related"))]
        html = [
            page
            for page in pages
            if isinstance(page, dict) and "html" in str(page.get("format"))
        ]
        for page in [*html, *pages]:
            if found := address(name_of(page)):
                return found
    return ""


def provider(thing: dict[str, Any]) -> Worded:
    for agent in things(thing.get("provider")):
        return worded(agent.get("label"))
    return {}


def year(thing: dict[str, Any]) -> Worded:
    if found := named(thing, "year"):
        return found
    moment = re.match(r"(-?\d{4})-", str(thing.get("navDate")))
    return {"": moment[1]} if moment else {}


def same(one: Worded, other: Worded) -> bool:
    return bool(one) and set(one.values()) <= set(other.values())


# Manifests -----------------------------------------------------------------------


def canvases(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    found = [one for one in things(manifest.get("items")) if type_of(one) == "Canvas"]
    for sequence in [*things(manifest.get("sequences"))][:1]:
        found += things(sequence.get("canvases"))
    return found[:MOST_CANVASES]


def check(data: Any) -> dict[str, Any]:
    """A manifest, or a sentence that says what it is instead."""
    kind = type_of(data) if isinstance(data, dict) else ""
    if kind == "Collection":
        raise FetchError(
            staff_(
                "This is a collection of works. Give the address of the manifest of "
                "one of them."
            )
        )
    if isinstance(data, dict) and ("/image/" in str(data.get("@context"))):
        raise FetchError(
            staff_(
                "This is a picture without its credit (IIIF Image API). Give the "
                "address of the manifest (IIIF Presentation API)."
            )
        )
    if kind != "Manifest":
        raise FetchError(staff_("This is no IIIF manifest."))
    return data


def found_in(data: Any, manifest_address: str) -> list[Found]:
    """The pictures of a manifest, in their order. Raises ``FetchError``."""
    manifest = check(data)
    pages = [
        (canvas, annotation, image)
        for canvas in canvases(manifest)
        for annotation, image in painted(canvas)
    ]
    if not pages:
        raise FetchError(staff_("There is no picture in this manifest."))
    title = either(worded(manifest.get("label")), named(manifest, "title"))
    found = []
    for number_, (canvas, annotation, image) in enumerate(pages, start=1):
        nearest = (image, annotation, canvas, manifest)
        label = worded(canvas.get("label"))
        one = Found(
            key=f"{number_}",
            label=next(iter(label.values()), "") or f"{number_}",
            where=where(canvas, image),
            title=title if len(pages) == 1 else titled(title, label, number_),
            creator=either(named(canvas, "creator"), named(manifest, "creator")),
            year=either(named(canvas, "year"), year(manifest)),
            institution=either(
                named(canvas, "institution"),
                provider(canvas),
                named(manifest, "institution"),
                provider(manifest),
            ),
            attribution=either(*map(stated, nearest)),
            summary=either(
                worded(canvas.get("summary") or canvas.get("description")),
                worded(manifest.get("summary") or manifest.get("description")),
            ),
            source=source(canvas, manifest) or address(manifest_address),
        )
        settle(one, rights(*nearest))
        found.append(one)
    return found


def settle(one: Found, told: list[str]) -> None:
    """Who holds it, where only what must be shown says so, and its terms."""
    short = one.attribution and all(
        len(text) <= LONGEST_NAME for text in one.attribution.values()
    )
    if not one.institution and short:
        one.institution = one.attribution
    if same(one.attribution, one.institution) or same(one.attribution, one.creator):
        one.attribution = {}
    try:
        one.terms = terms_of(told)
    except ForbiddenError as error:
        one.refusal = str(error)


def titled(title: Worded, label: Worded, number_: int) -> Worded:
    """Of one page among several: the work, and which page it is."""
    other = next(iter(label.values()), "") or f"{number_}"
    return {
        tag: f"{text}, {label.get(tag) or label.get('') or other}"
        for tag, text in title.items()
    } or label
