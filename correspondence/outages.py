"""When the mail server fails as a whole, no single mail is to blame.

What cannot be told from one mail is told from several: the first that is not taken is
a suspicion, others make it sure. Then each round tries one mail, the others keep their
place, and the first that is taken lets all leave that the outage has put off.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Message, Outage
from .pauses import tried_before, tried_since

logger = logging.getLogger(__name__)

# While no mail is taken, none waits longer for its next attempt, however long its own
# pause is by now.
LONGEST = timedelta(minutes=10)

# So many mails in a row that are not taken are no accident: some mailboxes are
# greylisted. More where the server took one a moment ago.
FEW, MANY = 2, 5
LATELY = timedelta(minutes=5)


def due_early() -> Q:
    """Whose pause is longer than an outage may take them."""
    return tried_before(timezone.now() - LONGEST)


def present() -> Outage | None:
    return Outage.objects.filter(ended_at=None).order_by("pk").first()


def begin(error: str) -> None:
    """It is the server, and nothing else."""
    outage = present() or Outage(error=error)
    if not outage.is_sure:
        outage.is_sure, outage.error = True, error
        outage.save()
        logger.error("The mail server takes no mail (%s). All mails wait.", error)


def suspect(message: Message, error: str) -> bool:
    """Notes that a mail was not taken; whether it is the server by now."""
    outage = present() or Outage(error=error)
    if outage.is_sure:
        return True
    if message.pk not in outage.suspects:
        outage.suspects.append(message.pk)
        outage.save()
    if len(outage.suspects) < (MANY if has_taken_lately() else FEW):
        return False
    begin(error)
    return True


def has_taken_lately() -> bool:
    lately = timezone.now() - LATELY
    sent = Message.objects.filter(state=Message.State.SENT, sent_at__gt=lately)
    return sent.exists()


def end() -> None:
    """A mail was taken. What failed since the outage began may leave at once."""
    for outage in Outage.objects.filter(ended_at=None):
        if outage.is_sure:
            put_off_since(outage.began_at).update(next_attempt_at=timezone.now())
            logger.warning("The mail server takes mail again.")
            outage.ended_at = timezone.now()
            outage.save()
        else:
            outage.delete()


def put_off_since(moment: datetime) -> QuerySet[Message]:
    waiting = Message.objects.filter(
        ~Q(error=""),
        state=Message.State.WAITING,
        lease=None,
        next_attempt_at__gt=timezone.now(),
    )
    # A minute, since the suspicion began when the first mail had failed already.
    return waiting.filter(tried_since(moment - timedelta(minutes=1)))
