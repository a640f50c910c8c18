"""Notes what may have changed: one row each, and no other work in the request."""

from collections.abc import Iterable

from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from members.models import MemberPage
from organisations.models import Organisation
from signatures.models import Signature

from .models import Change
from .sources import page_thing, signature_thing

# Not things, but many at once: the worker finds out which.
EVERYTHING = "*"
BELOW = "below:"


def note(things: Iterable[str]) -> None:
    Change.objects.bulk_create([Change(thing=thing) for thing in things])


def page_changed(instance: Page, **kwargs) -> None:
    note([page_thing(instance.translation_key)])


def tree_changed(instance: Page, **kwargs) -> None:
    """The addresses below a page changed, or who may read them."""
    note([f"{BELOW}{instance.pk}"])


def restriction_changed(instance: PageViewRestriction, **kwargs) -> None:
    note([f"{BELOW}{instance.page_id}"])


def languages_changed(**kwargs) -> None:
    note([EVERYTHING])


def organisation_changed(instance: Organisation, created: bool, **kwargs) -> None:
    if created:
        return
    pages = MemberPage.objects.filter(organisation=instance)
    keys = pages.values_list("translation_key", flat=True)
    note(page_thing(key) for key in {*keys})


def signature_changed(instance: Signature, **kwargs) -> None:
    # What never was public is not noted.
    if instance.published_at:
        note([signature_thing(instance.reference)])


def connect() -> None:
    page_published.connect(page_changed)
    page_unpublished.connect(page_changed)
    post_delete.connect(page_changed, sender=Page)
    post_page_move.connect(tree_changed)
    page_slug_changed.connect(tree_changed)
    post_save.connect(restriction_changed, sender=PageViewRestriction)
    post_delete.connect(restriction_changed, sender=PageViewRestriction)
    post_save.connect(languages_changed, sender=Locale)
    post_delete.connect(languages_changed, sender=Locale)
    post_save.connect(organisation_changed, sender=Organisation)
    post_save.connect(signature_changed, sender=Signature)
    post_delete.connect(signature_changed, sender=Signature)
