"""Hears what may have changed. The request notes it, in the same transaction; the
worker tells the server in front.

What staff change is rare and may show anywhere (menus, switchers, lists, neighbours,
feeds), so everything is forgotten. Signatures are many: what they show on is known.
"""

from collections.abc import Collection

from django.conf import settings
from wagtail.models import Locale, Page

from members.models import MemberPage
from openheritage import facts
from openheritage.paths import below_prefix
from signatures.models import Signature

from .models import EVERYTHING, VIEWS, Change


def note(*what: str) -> None:
    # Nobody keeps copies, or nobody who could be told.
    if settings.WAGTAILFRONTENDCACHE:
        Change.objects.bulk_create(Change(what=each) for each in what)


def anything_changed(
    update_fields: Collection[str] | None = None, **kwargs: object
) -> None:
    if not facts.is_of_draft(update_fields):
        note(EVERYTHING)


def views_changed(**kwargs: object) -> None:
    note(VIEWS)


def page_deleted(instance: Page, **kwargs: object) -> None:
    """Afterwards nobody knows where it was."""
    note(EVERYTHING, f"/{below_prefix(instance.url_path)}")


def language_changed(instance: Locale, **kwargs: object) -> None:
    """Its prefix is gone with the row."""
    note(EVERYTHING, f"prefix {instance.language_code}")


def signature_changed(instance: Signature, **kwargs: object) -> None:
    paths = []
    if instance.organisation_id:
        pages = MemberPage.objects.filter(organisation=instance.organisation_id)
        found = pages.values_list("url_path", flat=True)
        paths = [f"/{below_prefix(path)}" for path in found]
    note(VIEWS, f"/signatures/{instance.reference}/", *{*paths})
