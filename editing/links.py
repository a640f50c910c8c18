"""Which links stand in something: to rows of ours, and addresses that were typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db.models import Field, Model, URLField
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import ReferenceIndex

# Of a link to a page, a document or a mailbox nothing was typed.
TYPED = re.compile(r'<a\s(?:[^>]*\s)?href="([^"]*)"', re.IGNORECASE)
# What stands alone in a field for addresses.
ADDRESS = re.compile(r"(https?://|/)\S*|#\S+")
# Of the machinery of pages, not of their words.
NO_LINKS = {"alias_of", "latest_revision", "live_revision", "locale", "owner"}


@dataclass(frozen=True)
class ToRow:
    field: str
    content_type: int
    pk: str


@dataclass(frozen=True)
class ToAddress:
    field: str
    address: str


def to_rows(instance: Model) -> Iterator[ToRow]:
    """As Wagtail's reference index does, which forgets what is no longer there."""
    for kind, pk, path, _ in ReferenceIndex._extract_references_from_object(instance):
        field = path.partition(".")[0]
        if field not in NO_LINKS:
            yield ToRow(field, kind, pk)


def addresses_in(value: Any) -> Iterator[str]:
    """Of the raw value of a field, however deep they lie in it."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for item in value:
            yield from addresses_in(item)
    elif isinstance(value, str):
        if ADDRESS.fullmatch(value):
            yield value
        for address in TYPED.findall(value):
            yield unescape(address)


def may_hold(field: Field) -> bool:
    return isinstance(field, RichTextField | StreamField | URLField)


def to_addresses(instance: Model) -> Iterator[ToAddress]:
    for field in instance._meta.concrete_fields:
        if may_hold(field):
            value = field.value_from_object(instance)
            raw = [*value.raw_data] if isinstance(field, StreamField) else value
            for address in addresses_in(raw):
                yield ToAddress(field.name, address)
    for relation in get_all_child_relations(instance):
        if not any(map(may_hold, relation.related_model._meta.concrete_fields)):
            continue
        for child in getattr(instance, relation.get_accessor_name()).all():
            for link in to_addresses(child):
                yield ToAddress(relation.related_name, link.address)
