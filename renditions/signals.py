"""What a file may show has changed: told in the transaction of the change."""

from django.db import transaction
from wagtail.models import Page

from openheritage.signals import WITHDRAWN
from signatures.models import Signature
from statement.models import StatementPage
from stories.models import StoryFramePage

from .certificate import KIND
from .making import discard, remove
from .models import Certificate, MadeFile, Notice, Rendition, StorySheet


def page_changed(instance: Page, **kwargs: object) -> None:
    if isinstance(instance, StatementPage | StoryFramePage):
        Notice.objects.create()
    if isinstance(instance, StatementPage):
        Rendition.objects.try_again()
    if isinstance(instance, StoryFramePage):
        StorySheet.objects.filter(page=instance).try_again()


def changed(**kwargs: object) -> None:
    Notice.objects.create()


def signature_changed(instance: Signature, change: str, **kwargs: object) -> None:
    mine = Certificate.objects.filter(signature=instance)
    if change != WITHDRAWN:
        # For samples nobody waits: their turn comes (``CertificateFile.today``).
        if not instance.is_sample or mine.exists():
            Certificate.objects.ask(signature=instance, kind=KIND)
        mine.try_again()
        return
    # Whoever makes it this moment will find that it is theirs no more.
    mine.update(key="", due_at=None)
    pk = instance.pk
    # No ``partial``: Django tells of one that fails by a name that it has not.
    transaction.on_commit(lambda: withdraw(pk), robust=True)


def withdraw(signature: int) -> None:
    """After the commit: what was taken back meanwhile stays as it is."""
    rows = Certificate.objects.filter(signature=signature, key="", due_at=None)
    for row in rows:
        discard(row)


def row_deleted(instance: MadeFile, **kwargs: object) -> None:
    """With the text, the signature or the page that it was of."""
    if instance.file:
        name = instance.file.name
        transaction.on_commit(lambda: remove(name), robust=True)
