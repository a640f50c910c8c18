"""What readers of a language find: theirs first, then what there is in others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from wagtail.models import Page

from openheritage.locales import language_of, locale_ids
from openheritage.pages import path_in, restricted

if TYPE_CHECKING:
    from .models.resource import Edition, Resource


@dataclass
class Item:
    """A document as it is offered to somebody."""

    resource: "Resource"
    # The reader's, or the one that stands in for it.
    language: str
    editions: list["Edition"]
    others: list["Edition"] = field(default_factory=list)

    @property
    def first(self) -> "Edition":
        return self.editions[0]

    @property
    def all(self) -> list["Edition"]:
        return [*self.editions, *self.others]


def by_language(editions: Iterable["Edition"]) -> dict[str, list["Edition"]]:
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        found.setdefault(edition.language, []).append(edition)
    return found


def stand_in(languages: Iterable[str]) -> str:
    """Which language is offered to those whose own is not there."""
    known = [*languages]
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known else known[0]


def items(editions: Iterable["Edition"], language: str) -> list[Item]:
    resources: dict[int, list[Edition]] = {}
    for edition in editions:
        resources.setdefault(edition.resource_id, []).append(edition)
    found = []
    for some in resources.values():
        there = by_language(some)
        chosen = language if language in there else stand_in(there)
        others = [edition for edition in some if edition.language != chosen]
        found.append(Item(some[0].resource, chosen, there[chosen], others))
    return found


@dataclass(frozen=True)
class Readable:
    """A page that can be read on the site."""

    title: str
    description: str
    path: str
    language: str


def readable(pages: list[Page], language: str) -> list[Readable]:
    """In the reader's language where they are translated, in the given order. One
    query, so of their text only what the tab “Promote” says is known."""
    keys = dict.fromkeys(page.translation_key for page in pages)
    if not keys:
        return []
    ids = locale_ids()
    here, source = ids[language], ids[settings.LANGUAGE_CODE]
    rows = Page.objects.live().filter(
        ~restricted(), locale_id__in={here, source}, translation_key__in=keys
    )
    # The reader's own language comes last, and takes the place of the original.
    found = {
        row.translation_key: Readable(
            row.title,
            row.search_description,
            path_in(language, row.url_path),
            language_of(row.locale_id),
        )
        for row in sorted(rows, key=lambda row: row.locale_id == here)
    }
    return [found[key] for key in keys if key in found]
