"""What a browser posts when somebody opens a page in the admin and presses a button."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from tests.statement.admin import publish_all

Pairs = Iterator[tuple[str, Any]]


def field_of(block: blocks.FieldBlock, value: Any) -> str:
    shown = block.field.prepare_value(block.value_for_form(value))
    return block.field.widget.format_value(shown) or ""


def posted_items(prefix: str, items: list) -> Pairs:
    yield f"{prefix}-count", len(items)
    for index, item in enumerate(items):
        yield f"{prefix}-{index}-deleted", ""
        yield f"{prefix}-{index}-order", index
        yield f"{prefix}-{index}-id", item.id
        yield from posted_block(f"{prefix}-{index}-value", item.block, item.value)


def posted_block(prefix: str, block: blocks.Block, value: Any) -> Pairs:
    if isinstance(block, blocks.StreamBlock):
        yield from posted_items(prefix, list(value))
        for index, item in enumerate(value):
            yield f"{prefix}-{index}-type", item.block_type
    elif isinstance(block, blocks.ListBlock):
        yield from posted_items(prefix, list(value.bound_blocks))
    elif isinstance(block, ImageBlock):
        yield f"{prefix}-image", value.pk if value else ""
        yield f"{prefix}-alt_text", value.contextual_alt_text if value else ""
        if value and value.decorative:
            yield f"{prefix}-decorative", "on"
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from posted_block(f"{prefix}-{name}", child, value[name])
    else:
        yield prefix, field_of(block, value)


def with_line_ends(data: dict[str, Any]) -> dict[str, Any]:
    """Browsers end the lines of a text area in CR LF, whatever stood there."""
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in data.items()
    }


def posted(client: Client, page: Page) -> dict[str, Any]:
    """All fields of a page's form as they are shown."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(url).context["form"]
    data = {}
    for bound in form:
        model_field = getattr(type(page), bound.name, None)
        model_field = getattr(model_field, "field", None)
        if isinstance(model_field, StreamField):
            data |= dict(
                posted_block(
                    bound.name, model_field.stream_block, getattr(page, bound.name)
                )
            )
        elif (value := bound.field.widget.format_value(bound.value())) is not None:
            # Of boxes, those that are ticked: none of a list that has none.
            is_many = getattr(bound.field.widget, "allow_multiple_selected", False)
            if is_many:
                data |= {bound.name: value} if value else {}
            else:
                data[bound.name] = value[0] if isinstance(value, list) else value
    for name in form.formsets:
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return with_line_ends(data)


def publish(client: Client, page: Page, **changes: Any) -> HttpResponse:
    """Opens the page, changes something and presses "Publish"."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = posted(client, page) | changes | {"action-publish": "1"}
    return publish_all(client, url, data)
