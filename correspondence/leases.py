"""Who has a mail in hand, and for how long.

By the database's clock, which all workers share. A lease lasts longer than one step of
talking to a mail server, and is renewed before each: so the mail of a worker that died
is free after a minute, and one that stood still for longer notices before it sends.
"""

import logging
import smtplib
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from journal import lines
from openheritage.composed import Change, Composed
from openheritage.worker import is_stopping, renew_connections

from .models import LEASE, Message
from .refusals import LostLeaseError

logger = logging.getLogger(__name__)

# A line of the journal.
JOURNAL_SENT = "mail.sent"

# Seconds for which the result of a mail that has left is offered to a database that
# is away, and between two tries.
PATIENCE = 1800
PAUSE = 0.5

AT_LIBERTY: dict[str, Any] = {"lease": None, "leased_until": None}


def leased_by_nobody(due: QuerySet) -> QuerySet:
    """Those that no other worker just takes; locks them."""
    return due.select_for_update(skip_locked=True)


def leasing(due: QuerySet, lease: uuid.UUID) -> Change:
    first = leased_by_nobody(due)[:1].values("pk")
    return Change(
        Message.objects.filter(pk=Subquery(first)),
        {
            "lease": lease,
            "leased_until": Now() + LEASE,
            "attempts": F("attempts") + 1,
        },
    )


@Composed
def lease_due(now: datetime, lease: uuid.UUID) -> Change:
    return leasing(Message.objects.due(now=now), lease)


@Composed
def end_sent(number: int, lease: uuid.UUID, sent_at: datetime) -> Change:
    return Change(
        Message.objects.filter(pk=number, lease=lease),
        AT_LIBERTY | {"state": Message.State.SENT, "sent_at": sent_at, "error": ""},
    )


def lease_next(may_leave: Q | None = None, or_early: Q | None = None) -> Message | None:
    """The next mail that is due, leased to us; ``None`` if there is none.

    Of those alone that ``may_leave`` while the brake is on; ``or_early`` is taken
    before its time. Asked where some are due: it locks SQLite.
    """
    lease = uuid.uuid4()
    with transaction.atomic(durable=True):
        if may_leave or or_early:
            due = Message.objects.due(or_early).filter(may_leave or Q())
            return leasing(due, lease).row()
        return lease_due.row(Message, now=timezone.now(), lease=lease)


def is_early(message: Message) -> bool:
    return message.next_attempt_at > timezone.now()


def renew(message: Message) -> bool:
    """Whether it is still ours."""
    rows = Message.objects.filter(pk=message.pk, lease=message.lease)
    return bool(rows.update(leased_until=Now() + LEASE))


def end_lease(message: Message, **fields: Any) -> None:
    """Ends the lease with a result, unless somebody else has taken it up.

    What was sent is in the journal's file when it is flushed next (``deliver``)."""
    ours = {"number": message.pk, "lease": message.lease}
    with transaction.atomic():
        if fields.get("state") == Message.State.SENT:
            is_ours = bool(end_sent(**ours, sent_at=fields["sent_at"]))
            made = message.created_at.isoformat()
            lines.begin(JOURNAL_SENT, mail=message.pk, made=made)
        else:
            rows = Message.objects.filter(pk=message.pk, lease=message.lease)
            is_ours = bool(rows.update(**AT_LIBERTY, **fields))
    if not is_ours:
        logger.warning("Mail %s was taken up by another worker.", message.pk)


def write_result(message: Message, **fields: Any) -> None:
    """As ``end_lease``, also when the database goes away meanwhile: what has left, and
    is not known to have, would leave twice."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return end_lease(message, **fields)
        except (InterfaceError, OperationalError):
            if connection.in_atomic_block or time.monotonic() > end or is_stopping():
                raise
            time.sleep(PAUSE)
            renew_connections()


class Watch:
    """Looks before each step that the mail is still ours."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.renewed_at = time.monotonic()
        # Whether the server may have the whole mail.
        self.has_content = False

    def look(self) -> None:
        """Asks the database when some time went by, and before the content leaves."""
        now = time.monotonic()
        if now - self.renewed_at < LEASE.total_seconds() / 6:
            return
        if not renew(self.message):
            raise LostLeaseError
        self.renewed_at = now


@contextmanager
def watched(message: Message, server: BaseEmailBackend) -> Iterator[Watch]:
    """While one mail is handed over by SMTP; another way of sending is one step."""
    watch = Watch(message)
    smtp = getattr(server, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        yield watch
        return
    send, data = smtp.send, smtp.data

    def look_and_send(content: Any) -> None:
        try:
            watch.look()
        except BaseException:
            # Nothing more is said, not even a farewell: it might be taken as content.
            vars(smtp).pop("send", None)
            smtp.close()
            raise
        send(content)

    def data_and_note(content: Any) -> tuple[int, bytes]:
        watch.has_content = True
        return data(content)

    vars(smtp).update(send=look_and_send, data=data_and_note)
    try:
        yield watch
    finally:
        vars(smtp).pop("send", None)
        vars(smtp).pop("data", None)
