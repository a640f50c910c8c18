"""A brake on what strangers cause: no more than ``MAILS_AN_HOUR`` leave in an hour.

The budget of an address guards a person, this one everybody: a flood of forms with
ever other addresses would make the site a source of spam. What is held waits, in its
order, and leaves as the hour goes by, or at once when staff release it. What staff
cause, and what signatories cannot do without, is neither counted nor held.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .models import Message, MessageQuerySet, Trip

WINDOW = timedelta(hours=1)
NO_LIMIT = 10**9
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Brake:
    # How many mails that count may leave now.
    room: int
    # What was written before is neither counted nor held: staff let it go.
    released_at: datetime

    @property
    def free(self) -> Q:
        """Mails that may leave in any case."""
        return Q(slot=None) | Q(created_at__lte=self.released_at)

    @property
    def may_leave(self) -> Q:
        """All mails (an empty ``Q``), or those that are free."""
        return Q() if self.room > 0 else self.free

    def take(self, message: Message) -> None:
        if message.slot is not None and message.created_at > self.released_at:
            self.room -= 1


def now() -> Brake:
    """As it is now. Reads no more rows than the limit."""
    limit = settings.MAILS_AN_HOUR
    last = Trip.objects.exclude(released_at=None).order_by("-released_at").first()
    released_at = last.released_at if last and last.released_at else NEVER
    if not limit:
        return Brake(NO_LIMIT, released_at)
    sent = Message.objects.filter(
        state=Message.State.SENT,
        slot__isnull=False,
        sent_at__gt=timezone.now() - WINDOW,
        created_at__gt=released_at,
    )
    number = sent.order_by("-sent_at")[:limit].count()
    return Brake(limit - number, released_at)


def waiting() -> MessageQuerySet:
    """Mails that are due and wait for the brake."""
    counted = Message.objects.due().filter(slot__isnull=False)
    if not counted.exists() or (brake := now()).room > 0:
        return counted.none()
    return counted.exclude(brake.free)


def held() -> int:
    return waiting().count()


def is_holding() -> bool:
    """Asked by an idle worker too."""
    return waiting().exists()


def release() -> Trip:
    """Lets all that waits leave now, and begins to count anew."""
    return Trip.objects.create(released_at=timezone.now())
