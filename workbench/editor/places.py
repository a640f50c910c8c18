"""What the places of a page are called: “Preamble clause c”, “Article 7”, “Summary”.

From the page as it was last given to translators, without asking the database.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as staff_
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail_localize.models import StringSegment, TranslationSource

from statement.blocks import LabelBlock


@dataclass(frozen=True)
class Place:
    # Sentences with the same key stand together under one heading.
    key: str
    heading: str
    # Within it; empty where the heading says all.
    field: str = ""

    @property
    def name(self) -> str:
        return named(self.heading, self.field) if self.field else self.heading


def named(whole: str, part: str) -> str:
    return staff_("%(whole)s, %(part)s") % {"whole": whole, "part": part}


def numbered(label: str, number: object) -> str:
    return staff_("%(label)s %(number)s") % {"label": label, "number": number}


def label_of(block: blocks.Block) -> str:
    return capfirst(str(block.label or block.name or ""))


def given_label(block: blocks.Block, value: Any) -> str:
    """The letter or number that a part has in all languages."""
    if not isinstance(block, blocks.StructBlock) or not isinstance(value, dict):
        return ""
    for name, child in block.child_blocks.items():
        if isinstance(child, LabelBlock):
            return str(value.get(name) or "")
    return ""


def item_of(items: Any, identity: str) -> tuple[int, dict]:
    """An item and its number among those of its kind; 0 if there is but one."""
    kinds: Counter[str] = Counter()
    found: tuple[int, dict] = (0, {})
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        kind = item.get("type", "")
        kinds[kind] += 1
        if item.get("id") == identity:
            found = (kinds[kind], item)
    number, item = found
    return (number if kinds[item.get("type", "")] > 1 else 0), item


def names_in(block: blocks.Block, value: Any, path: list[str]) -> list[str]:
    """From the outer block to the inner: ``["Article 7", "Title"]``."""
    if not path:
        return []
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        number, item = item_of(value, path[0])
        child = (
            block.child_block
            if isinstance(block, blocks.ListBlock)
            else block.child_blocks.get(item.get("type", ""))
        )
        if child is None:
            return []
        inner = item.get("value")
        mark = given_label(child, inner) or number
        label = label_of(child)
        name = numbered(label, mark) if mark else label
        return [name, *names_in(child, inner, path[1:])]
    if isinstance(block, blocks.StructBlock | ImageBlock):
        child = block.child_blocks.get(path[0])
        if child is None:
            return []
        inner = value.get(path[0]) if isinstance(value, dict) else None
        return [label_of(child), *names_in(child, inner, path[1:])]
    return []


class Places:
    def __init__(self, source: TranslationSource) -> None:
        self.model: Any = source.specific_content_type.model_class()
        try:
            self.content = json.loads(source.content_json)
        except ValueError:
            self.content = {}

    def raw(self, field: str) -> Any:
        value = self.content.get(field)
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return None

    def of(self, path: str) -> Place:
        field_name, *rest = path.split(".")
        try:
            field = self.model._meta.get_field(field_name)
        except FieldDoesNotExist:
            return Place(field_name, field_name)
        if isinstance(field, StreamField):
            names = names_in(field.stream_block, self.raw(field_name), rest)
            heading = names[0] if names else capfirst(str(field.verbose_name))
            key = f"{field_name}.{rest[0]}" if rest else field_name
            parts = names[1:]
            inner = parts[0] if parts else ""
            for part in parts[1:]:
                inner = named(inner, part)
            return Place(key, heading, inner)
        if isinstance(field, models.ManyToOneRel):
            related: Any = field.related_model
            heading = capfirst(str(related._meta.verbose_name))
            keys = [
                row.get("translation_key") for row in self.content.get(field_name, [])
            ]
            if rest and rest[0] in keys and len(keys) > 1:
                heading = numbered(heading, keys.index(rest[0]) + 1)
            key = ".".join([field_name, *rest[:1]])
            try:
                words = related._meta.get_field(rest[1]).verbose_name
            except (IndexError, FieldDoesNotExist):
                return Place(key, heading)
            return Place(key, heading, capfirst(str(words)))
        return Place(field_name, capfirst(str(field.verbose_name)))


def places_of(
    source: TranslationSource, segments: list[StringSegment]
) -> dict[int, Place]:
    """By segment; what stands in several paragraphs is told apart by their number."""
    places = Places(source)
    in_all = Counter(segment.context_id for segment in segments)
    so_far: Counter[int] = Counter()
    found = {}
    for segment in segments:
        place = places.of(segment.context.path)
        so_far[segment.context_id] += 1
        if in_all[segment.context_id] > 1:
            number = so_far[segment.context_id]
            words = staff_("paragraph %(number)s") % {"number": number}
            inner = named(place.field, words) if place.field else words
            place = Place(place.key, place.heading, inner)
        found[segment.pk] = place
    return found
