"""A brake on what strangers cause: no more than ``MAILS_AN_HOUR`` leave in an hour.

The budget of an address guards a person, this one everybody: a flood of forms with
ever other addresses would make the site a source of spam. What is held waits, in its
order, and leaves as the hour goes by, or at once when staff release it. What staff
cause, and what signatories cannot do without, is neither counted nor held.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .models import Message, Trip

WINDOW = timedelta(hours=1)
NO_LIMIT = 10**9


def counted_since() -> datetime:
    start = timezone.now() - WINDOW
    released = Trip.objects.exclude(released_at=None).order_by("-released_at").first()
    if released is None or released.released_at is None:
        return start
    return max(start, released.released_at)


def room() -> int:
    """How many mails that count may leave now. Reads no more rows than that."""
    limit = settings.MAILS_AN_HOUR
    if not limit:
        return NO_LIMIT
    sent = Message.objects.filter(
        state=Message.State.SENT, slot__isnull=False, sent_at__gt=counted_since()
    )
    return max(limit - sent.order_by("-sent_at")[:limit].count(), 0)


def held() -> int:
    """Mails that are due and wait for the brake."""
    return Message.objects.due().filter(slot__isnull=False).count() if is_on() else 0


def is_on() -> bool:
    return room() == 0


def holds() -> bool:
    """Whether there is a mail to hold: asked again and again, by an idle worker too."""
    due = Message.objects.due().filter(slot__isnull=False)
    return due.exists() and is_on()


def release() -> None:
    """Lets all that waits leave now, and begins to count anew."""
    Trip.objects.create(released_at=timezone.now())


def in_a_word() -> str:
    """For the readiness check."""
    return "held" if holds() else "ok"
