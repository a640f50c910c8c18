"""Every block and every item of a list has an id before it is saved.

wagtail-localize names the place of a sentence by these ids. It passes over lists whose
items have none (they stay in the original's language on a page that counts as
translated), and what a program has written as plain JSON has none until somebody saves
it in the admin. Delete this when Wagtail gives ids to whatever it saves.
"""

from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.fields import StreamField


def lacks_ids(block: blocks.Block, raw: Any) -> bool:
    if isinstance(block, blocks.ListBlock):
        return any(
            not block._item_is_in_block_format(item)
            or not item.get("id")
            or lacks_ids(block.child_block, item["value"])
            for item in raw or ()
        )
    if isinstance(block, blocks.StreamBlock):
        return any(
            not item.get("id")
            or lacks_ids(block.child_blocks[item["type"]], item["value"])
            for item in raw or ()
            if item["type"] in block.child_blocks
        )
    if isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        return any(
            lacks_ids(child, raw.get(name))
            for name, child in block.child_blocks.items()
        )
    return False


def give_ids(instance: Model, raw: bool = False, **kwargs: object) -> None:
    """``raw``: a fixture is loaded, which is taken as it is."""
    if raw:
        return
    for field in instance._meta.concrete_fields:
        if not isinstance(field, StreamField) or field.attname not in vars(instance):
            continue
        value = getattr(instance, field.attname)
        if lacks_ids(field.stream_block, list(value.raw_data)):
            # Blocks that were looked at are written anew, with ids.
            for part in value:
                part.get_prep_value()
            setattr(instance, field.attname, field.to_python(value.get_prep_value()))
