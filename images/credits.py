"""The credit of a picture: one label for each work in it, as a museum writes them."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """Under what terms a picture may be used; the public reads the label."""

    PUBLIC_DOMAIN = "pdm", _("Public domain")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    PERMISSION = "permission", _("used with permission")


LICENCE_ADDRESSES: dict[str, str] = {
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}
# What the labels of licences that have versions say.
VERSION = "4.0"
# These ask that somebody be named.
ATTRIBUTION = frozenset([Licence.CC_BY, Licence.CC_BY_SA])


class Relation(models.TextChoices):
    """What a further work has to do with the ones before it."""

    REMIXED = "remixed", _("Remixed with: %(work)s")
    AFTER = "after", _("After: %(work)s")
    SHOWS = "shows", _("Shows: %(work)s")
    BESIDE = "beside", _("Beside it: %(work)s")


# What has words: each may be given in every language.
WORDS = ("creator", "title", "year", "institution", "attribution")


@dataclass(frozen=True)
class Words:
    """Words, and the language they are in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Label:
    creator: Words
    title: Words
    year: Words
    institution: Words
    # What the institution wants to be said beside it.
    attribution: Words
    licence: str
    licence_address: str
    source: str
    # A sentence with a place for the work; empty for the first one.
    relation: str = ""


class Credited(Protocol):
    """The picture's model, as far as it concerns us."""

    description: str
    licence: str
    licence_version: str
    source: str
    works: list[dict[str, str]]
    words: dict[str, dict[str, Any]]

    @property
    def shown_title(self) -> str: ...


def licence_name(licence: str, version: str) -> str:
    """What the public reads: ``CC BY-SA 3.0 DE``, if that is its version."""
    if licence not in Licence.values:
        return ""
    name = str(Licence(licence).label)
    if version and licence in ATTRIBUTION:
        return name.replace(VERSION, version.replace("/", " ").upper())
    return name


def licence_address(licence: str, version: str) -> str:
    """Where the terms can be read; empty for a permission."""
    address = LICENCE_ADDRESSES.get(licence, "")
    if version and licence in ATTRIBUTION:
        return address.replace(VERSION, version)
    return address


def in_language(text: str, translated: str | None, language: str) -> Words:
    if translated:
        return Words(translated, language)
    return Words(text, settings.LANGUAGE_CODE)


def label(facts: dict[str, Any], words: dict[str, str], language: str) -> Label:
    licence = facts["licence"]
    version = facts.get("licence_version", "")
    relation = facts.get("relation", "")
    return Label(
        **{
            name: in_language(facts.get(name, ""), words.get(name), language)
            for name in WORDS
        },
        licence=licence_name(licence, version),
        licence_address=licence_address(licence, version),
        source=facts.get("source", ""),
        relation=str(Relation(relation).label) if relation in Relation.values else "",
    )


def labels(image: Credited, language: str) -> list[Label]:
    """What is said of a picture, in a language where it was translated."""
    words = image.words.get(language, {})
    facts = (*WORDS, "licence", "licence_version", "source")
    first = {name: getattr(image, name) for name in facts}
    first["title"] = image.shown_title
    found = [label(first, words, language)]
    for work in image.works:
        translated = words.get("works", {}).get(work["id"], {})
        found.append(label(work, translated, language))
    return found


def description(image: Credited, language: str) -> Words:
    """The alternative text, in a language where it was translated."""
    words = image.words.get(language, {})
    return in_language(image.description, words.get("description"), language)
