from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone

from correspondence.models import Message
from correspondence.outbox import enqueue
from openheritage.locks import exclusively
from openheritage.staff import mail_language
from openheritage.worker import every

from .emails import DIGEST
from .queue import Queue, reviewers

# Of the day, in UTC.
NOT_BEFORE = time(7)


@every(600)
def digest() -> None:
    enqueue_digests()


def enqueue_digests() -> int:
    """A mail to each reviewer who has not had one today; returns how many.

    Safe to call at any time and from several workers at once.
    """
    now = timezone.now().astimezone(UTC)
    if now.time() < NOT_BEFORE:
        return 0
    with transaction.atomic(), exclusively(DIGEST, wait=False) as held:
        if not held or Queue().is_empty:
            return 0
        midnight = datetime.combine(now.date(), time(0), tzinfo=UTC)
        told = Message.objects.filter(kind=DIGEST, created_at__gte=midnight)
        users = reviewers().exclude(pk__in=told.values("about_id"))
        for user in users:
            enqueue(DIGEST, user.pk, language=mail_language(user))
        return len(users)
