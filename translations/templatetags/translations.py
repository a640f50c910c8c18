from collections.abc import Iterable

from django import template
from django.db.models import Model
from wagtail.models import Page

from openheritage.slots import Deed, Slot, answers

from .. import consequences

register = template.Library()


Parts = list[tuple[str, list[str]]]


def led_here(objects: list[Model], deed: Deed) -> Parts:
    return [part for parts in answers(Slot.LEADS_HERE, objects, deed) for part in parts]


@register.inclusion_tag("translations/consequences.html")
def if_deleted(objects: Model | Iterable[Model]) -> dict:
    """What goes with pages, or with snippets, that somebody is about to delete."""
    objects = [objects] if isinstance(objects, Model) else [*objects]
    pages = [instance for instance in objects if isinstance(instance, Page)]
    told = (
        consequences.of_deletion(pages) if pages else consequences.of_snippets(objects)
    )
    parts = [("", told)] if told else []
    return {"parts": parts + led_here(objects, Deed.DELETE)}


@register.inclusion_tag("translations/consequences.html")
def in_use(instance: Model) -> dict:
    """Of what cannot be deleted for that reason."""
    return {"parts": led_here([instance], Deed.DELETE)}


@register.inclusion_tag("translations/consequences.html")
def if_taken_down(objects: Model | Iterable[Model]) -> dict:
    objects = [objects] if isinstance(objects, Model) else [*objects]
    pages = [instance for instance in objects if isinstance(instance, Page)]
    led = led_here(objects, Deed.UNPUBLISH)
    if pages:
        return {"parts": consequences.of_taking_down(pages) + led}
    told = consequences.of_snippets_taken_down(objects)
    return {"parts": ([("", told)] if told else []) + led}


@register.inclusion_tag("translations/consequences.html")
def if_moved(objects: Iterable[Model]) -> dict:
    return {"parts": led_here([*objects], Deed.MOVE)}


@register.filter
def items_of(rows: Iterable[dict]) -> list:
    """The objects of a bulk action, of whose rows each is a dictionary."""
    return [row["item"] for row in rows]
