"""The words of a page that somebody signs are kept as they are published."""

from django.db import transaction
from wagtail.models import Page

from openheritage.pages import SitePage

from .models import KeptPage, StatementText, StatementVersion


@transaction.atomic
def keep_text(page: SitePage) -> None:
    """Keeps the words that a ``KeptPage`` has just been published with.

    New words in the original make a version. A language that is published
    follows the newest version, with new words or with the ones it had.
    Publishing the same words again makes nothing.
    """
    # Who publishes at the same time waits here. Each keeps what readers see now,
    # which of two publications is not always its own.
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    page = type(page).objects.get(pk=page.pk)
    if not page.live:
        # Only scheduled, though the signal says "published" (wagtail#13959).
        return
    text = page.canonical_text()
    versions = StatementVersion.objects.filter(translation_key=page.translation_key)
    version = versions.first()
    if page.original == page:
        record = None
        if version is not None:
            record = version.texts.filter(locale_id=page.locale_id).first()
        if record is None or record.text != text:
            version = StatementVersion.objects.create(
                translation_key=page.translation_key,
                number=version.number + 1 if version else 1,
            )
    if version is None:
        return
    last = version.texts.filter(locale_id=page.locale_id).first()
    if last is None or last.text != text:
        StatementText.objects.create(
            version=version, locale_id=page.locale_id, text=text
        )


def keep_published(instance: SitePage, **kwargs: object) -> None:
    if isinstance(instance, KeptPage):
        keep_text(instance)
