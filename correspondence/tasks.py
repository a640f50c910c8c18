from datetime import timedelta

from django.utils import timezone

from openheritage.worker import continuously, every, is_stopping

from . import links, outbox
from .models import Message

# Mails between two looks at what else the worker has to do.
BATCH = 50

HOUR = 3600
KEEP = timedelta(days=90)


@continuously
def send_mails() -> int:
    return outbox.deliver(BATCH, is_stopping)


@every(HOUR)
def forget_links() -> int:
    return links.purge_expired()


@every(HOUR)
def forget_mails() -> int:
    """Mails that are done with; what has failed stays until staff look at it."""
    done = Message.objects.filter(
        state__in=[Message.State.SENT, Message.State.DROPPED],
        created_at__lt=timezone.now() - KEEP,
    )
    return done.delete()[0]
