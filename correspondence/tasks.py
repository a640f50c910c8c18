from datetime import timedelta

from django.utils import timezone

from openheritage.worker import continuously, every, is_stopping

from . import alarm, brake, domains, links, outbox
from .models import Message, Outage

# Mails between two looks at what else the worker has to do.
BATCH = 50

HOUR = 3600
KEEP = timedelta(days=90)


@continuously
def send_mails() -> int:
    # First, so that no mail leaves for a domain that takes none.
    domains.look_up(BATCH)
    done = outbox.deliver(BATCH, is_stopping)
    if brake.is_holding():
        alarm.raise_alarm()
    return done


@every(HOUR)
def forget_domains() -> int:
    return domains.forget()


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


@every(HOUR)
def forget_outages() -> int:
    return Outage.objects.filter(ended_at__lt=timezone.now() - KEEP).delete()[0]
