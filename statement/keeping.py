"""The words of a page that somebody signs are kept as they are published."""

from django.db import transaction
from wagtail.models import Page, Revision

from events.models import Event
from openheritage.pages import SitePage

from .differences import labels_of
from .models import Plan, StatementText, StatementVersion, is_kept
from .signals import corrected

# What events of a text are about.
SUBJECT = "statement"


def lock(page: SitePage) -> None:
    """Who publishes the page at the same time waits here for the end of the
    transaction."""
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)


def is_corrigendum(
    plan: Plan | None, version: StatementVersion, record: StatementText, text: str
) -> bool:
    """Whether new words of the original stay in their version, as was confirmed.

    Not when a newer version has come in between, nor when parts come or go.
    """
    return (
        plan is not None
        and plan.corrects_id == version.pk
        and labels_of(record.text) == labels_of(text)
    )


@transaction.atomic
def keep_text(page: SitePage, revision: Revision | None = None) -> None:
    """Keeps the words that a ``KeptPage`` has just been published with.

    New words in the original make a version, unless they were confirmed as a
    corrigendum. A language that is published follows the newest version, with new
    words or with the ones it had. Publishing the same words again makes nothing.
    """
    # Each keeps what readers see now, which of two publications is not always its own.
    lock(page)
    page = type(page).objects.get(pk=page.pk)
    if not page.live:
        # Only scheduled, though the signal says "published" (wagtail#13959).
        return
    plan = Plan.objects.of(revision) if revision else None
    text = page.canonical_text()
    versions = StatementVersion.objects.filter(translation_key=page.translation_key)
    version = versions.first()
    texts = StatementText.objects.filter(locale_id=page.locale_id)
    last = texts.filter(version=version).first() if version else None
    if last is not None and last.text == text:
        return
    if page.original == page:
        if version and last and is_corrigendum(plan, version, last, text):
            corrected.send(type(page), instance=page)
        else:
            version = StatementVersion.objects.create(
                translation_key=page.translation_key,
                number=version.number + 1 if version else 1,
            )
            last = None
    if version is None:
        return
    kept = StatementText.objects.create(
        document=page.document,
        version=version,
        locale_id=page.locale_id,
        text=text,
        note=plan.note if plan and last else "",
    )
    Event.objects.record(
        "corrigendum" if last else "text",
        SUBJECT,
        kept.pk,
        actor=plan and plan.confirmed_by,
        version=version.number,
        language=page.language,
        sha256=kept.sha256,
        note=kept.note,
    )


def keep_published(
    instance: SitePage, revision: Revision | None = None, **kwargs: object
) -> None:
    if is_kept(instance):
        keep_text(instance, revision)
