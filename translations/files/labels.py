"""Where on its page a sentence stands, in words: “Content · Article 3 · title”."""

import json
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from wagtail.fields import StreamField
from wagtail_localize.models import TranslationContext, TranslationSource


class Labels:
    """Read from what localize keeps of the page: no query for each block."""

    def __init__(self, source: TranslationSource) -> None:
        self.model: Any = source.specific_content_type.model_class()
        # Place among its like, and value, by the id of a block.
        self.blocks: dict[str, tuple[int, Any]] = {}
        self.found: dict[int, str] = {}
        try:
            content = json.loads(source.content_json)
        except ValueError:
            content = {}
        for value in content.values():
            if isinstance(value, str) and value.startswith("["):
                try:
                    value = json.loads(value)
                except ValueError:
                    continue
            self.read(value)

    def read(self, value: Any) -> None:
        if isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    self.blocks[item["id"]] = number, item.get("value")
                self.read(item)
        elif isinstance(value, dict):
            for part in value.values():
                self.read(part)

    def of(self, context: TranslationContext) -> str:
        if context.pk not in self.found:
            self.found[context.pk] = " · ".join(self.trail(context))
        return self.found[context.pk]

    def trail(self, context: TranslationContext) -> list[str]:
        name, *path = context.path.split(".")
        kinds = context.field_path.split(".")[1:]
        try:
            place = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return [context.field_path or context.path]
        words = getattr(place, "verbose_name", None)
        if words is None:
            words = place.related_model._meta.verbose_name
        trail = [capfirst(str(words))]
        if not isinstance(place, StreamField):
            return trail
        block: Any = place.stream_block
        for kind, step in zip(kinds, path, strict=False):
            try:
                block = (
                    block.child_block
                    if hasattr(block, "child_block")
                    else block.child_blocks[kind]
                )
            except (AttributeError, LookupError):
                break
            label = str(block.label or "")
            if step in self.blocks:
                number, value = self.blocks[step]
                given = value.get("label") if isinstance(value, dict) else None
                label = f"{label} {given or number}".strip()
            if label:
                trail.append(label)
        return trail
