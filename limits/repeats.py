"""Forms that are sent again, as by a browser whose answer was lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import SentForm
from .rates import KEEP


def is_known(key: str) -> bool:
    return SentForm.objects.filter(key=key).exists()


def is_first(key: str) -> bool:
    """Of several that come at once the first alone; the others wait until it is done,
    and become the first if it fails. Within a transaction."""
    try:
        with transaction.atomic():
            SentForm.objects.create(key=key)
    except IntegrityError:
        return False
    return True


@contextmanager
def undone(is_undone: bool) -> Iterator[None]:
    """What is done within leaves nothing behind, but takes the time that it takes:
    nobody shall learn from it what we know."""
    with transaction.atomic():
        yield
        if is_undone:
            transaction.set_rollback(True)


def purge_sent_forms() -> int:
    """Answers are kept by the signer's browser for a day, and not taken after it."""
    return SentForm.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
