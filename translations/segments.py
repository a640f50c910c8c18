"""The sentences and places of an original, brought up to date all at once.

wagtail-localize asks the database four times for each sentence when an original is
published, though as a rule one of them has changed. What it keeps is the same, row by
row. Delete this when its ``refresh_segments`` asks for all of them together
(tests/translations/test_segments.py tells whether both still keep the same).
"""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from wagtail_localize import models as localize
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)

# What a segment says besides its place and its order: a value of each field.
Says = Callable[[list[Any]], list[tuple]]


@dataclass
class Place:
    """What localize asks of a context to find its field, while there is none yet."""

    path: str
    field_path: str = ""

    def save(self, **kwargs: object) -> None:
        """It is kept with the others."""


@wraps(TranslationSource.refresh_segments)
@transaction.atomic(savepoint=False)
def refresh(source: TranslationSource) -> None:
    instance = source.as_instance()
    values = localize.extract_segments(instance)
    contexts = contexts_of(source, values, instance)
    for model, kind, fields, says in (
        (StringSegment, StringSegmentValue, ("string_id", "attrs"), strings(source)),
        (TemplateSegment, TemplateSegmentValue, ("template_id",), templates),
        (RelatedObjectSegment, RelatedObjectSegmentValue, ("object_id",), objects),
        (OverridableSegment, OverridableSegmentValue, ("data_json",), overridables),
    ):
        of_kind = [value for value in values if isinstance(value, kind)]
        wanted = [
            (contexts[value.path], value.order, *what)
            for value, what in zip(of_kind, says(of_kind), strict=True)
        ]
        keep(model, source, ("context_id", "order", *fields), wanted)


def keep(
    model: type[Any],
    source: TranslationSource,
    fields: tuple[str, ...],
    wanted: list[tuple],
) -> None:
    """Leaves these and no others, and those alone that are there."""
    there: dict[tuple, int] = {}
    gone = []
    missing = dict.fromkeys(wanted)
    for pk, *row in model.objects.filter(source=source).values_list("pk", *fields):
        if (key := tuple(row)) in missing and key not in there:
            there[key] = pk
        else:
            gone.append(pk)
    if gone:
        model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(
        model(source=source, **dict(zip(fields, key, strict=True)))
        for key in missing
        if key not in there
    )


def get_or_create(
    model: type[Model],
    by: str,
    values: dict[Any, Any],
    make: Callable[[Any, Any], Model],
    **within: object,
) -> dict[Any, int]:
    """The keys of rows by what they are known by; those that are missing are made."""

    def there() -> dict[Any, int]:
        found = model._default_manager.filter(**within, **{f"{by}__in": [*values]})
        return dict(found.values_list(by, "pk"))

    found = there() if values else {}
    if missing := [make(key, values[key]) for key in values if key not in found]:
        # Another original may make the same ones at this moment: theirs are as good.
        model._default_manager.bulk_create(missing, ignore_conflicts=True)
        found = there()
    return found


def contexts_of(
    source: TranslationSource, values: Iterable[Any], instance: Any
) -> dict[str, int]:
    """By the path of a place."""

    def make(path_id: uuid.UUID, path: str) -> TranslationContext:
        return TranslationContext(
            object_id=source.object_id,
            path=path,
            path_id=path_id,
            field_path=TranslationContext.get_field_path(Place(path), instance),
        )

    paths = {
        TranslationContext._get_path_id(value.path): value.path for value in values
    }
    found = get_or_create(
        TranslationContext, "path_id", paths, make, object_id=source.object_id
    )
    return {path: found[path_id] for path_id, path in paths.items()}


def strings(source: TranslationSource) -> Says:
    def make(data_hash: uuid.UUID, data: str) -> String:
        return String(locale_id=source.locale_id, data=data, data_hash=data_hash)

    def says(values: list[StringSegmentValue]) -> list[tuple]:
        hashes = [String._get_data_hash(value.string.data) for value in values]
        words: dict[uuid.UUID, str] = {}
        for value, data_hash in zip(values, hashes, strict=True):
            words.setdefault(data_hash, value.string.data)
        found = get_or_create(
            String, "data_hash", words, make, locale_id=source.locale_id
        )
        return [
            (found[data_hash], json.dumps(value.attrs, cls=DjangoJSONEncoder))
            for value, data_hash in zip(values, hashes, strict=True)
        ]

    return says


def templates(values: list[TemplateSegmentValue]) -> list[tuple]:
    def key_of(value: TemplateSegmentValue) -> uuid.UUID:
        of_format = uuid.uuid5(Template.BASE_UUID_NAMESPACE, value.format)
        return uuid.uuid5(of_format, value.template)

    def make(key: uuid.UUID, value: TemplateSegmentValue) -> Template:
        return Template(
            uuid=key,
            template=value.template,
            template_format=value.format,
            string_count=value.string_count,
        )

    keys = [key_of(value) for value in values]
    wanted = dict(zip(keys, values, strict=True))
    found = get_or_create(Template, "uuid", wanted, make)
    return [(found[key],) for key in keys]


def objects(values: list[RelatedObjectSegmentValue]) -> list[tuple]:
    """There are none or few of them."""
    for value in values:
        TranslatableObject.objects.get_or_create(
            content_type=value.content_type, translation_key=value.translation_key
        )
    return [(value.translation_key,) for value in values]


def overridables(values: list[OverridableSegmentValue]) -> list[tuple]:
    return [(json.dumps(value.data, cls=DjangoJSONEncoder),) for value in values]
