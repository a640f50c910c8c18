"""The outbox: mails are rows first, and leave when a worker takes them by lease.

A row is taken, its lease committed, the mail sent, the result written (``leases``).
Whoever dies in between leaves a lease that ends; the mail then goes out again, at most
once too often, under the same Message-ID.
"""

import logging
import smtplib
import time as clock
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from journal import flushing
from openheritage import metrics
from openheritage.addresses import address_key
from openheritage.composed import Composed, insert_unless_taken
from openheritage.worker import where

from . import brake, domains, outages
from .emails import can_find_reader, compose, is_for_staff, kinds, know_beforehand
from .leases import end_lease, is_early, lease_next, watched, write_result
from .models import Message, Suppression
from .pauses import pause_after
from .refusals import (
    LostLeaseError,
    NoMailDomainError,
    Trouble,
    is_answer,
    is_final,
    name_of,
    trouble,
)

logger = logging.getLogger(__name__)

State = Message.State

# The attempt after which a mail waits for a quarter of an hour.
FULL_QUARTER = 3
GIVE_UP_AFTER = timedelta(days=5)

# What is in the way of a mail.
SUPPRESSED, WAITING = 1, 2

# Seconds for which what has left may wait for its line in the journal's file.
UNFLUSHED = 1

# How far into the future a patient mail looks for a free slot.
PATIENCE_DAYS = 30


class UnreachableError(Exception):
    """The mail server takes no mail at all; no mail is to blame."""


@Composed
def slots(address_key: str, day: date) -> QuerySet:
    """What was taken of an address's day."""
    taken = Message.objects.filter(address_key=address_key, day=day).order_by()
    return taken.exclude(slot=None).values_list("slot")


@Composed
def suppressed(key: str) -> QuerySet:
    return Suppression.objects.filter(key=key).order_by().values_list(Value(1))


@Composed
def in_the_way(address_key: str, kind: str, about: str, about_id: int) -> QuerySet:
    """That the address is not to be written to, and mails of this kind about the same
    row that wait."""
    suppressed = Suppression.objects.filter(key=address_key).order_by()
    waiting = Message.objects.about(about, about_id).filter(kind=kind).order_by()
    return suppressed.values_list(Value(SUPPRESSED)).union(
        waiting.filter(state=State.WAITING).values_list(Value(WAITING)), all=True
    )


def take_slot(message: Message, day: datetime) -> bool:
    """Saves the message in a free slot of its address's day, if there is one.

    Slots are tried in their order, each time waiting for whoever has just taken
    it: so no two transactions can wait for each other.
    """
    message.day = day.astimezone(UTC).date()
    is_held = message.state == State.DROPPED
    taken = {
        slot for (slot,) in slots(address_key=message.address_key, day=message.day)
    }
    for slot in range(settings.MAILS_A_DAY):
        if slot in taken and not is_held:
            continue
        message.slot = None if is_held else slot
        if insert_unless_taken(message):
            return True
    return False


def enqueue(
    kind: str,
    about_id: int,
    *,
    language: str,
    address: str | None = None,
    data: dict | None = None,
    delay: timedelta = timedelta(0),
    patient: bool = False,
    held: bool = False,
    unless_waiting: bool = False,
    by_staff: bool = False,
) -> Message | None:
    """Puts a mail into the outbox, as a part of the caller's transaction.

    ``address`` is only hashed: the address counts against its budget of
    ``MAILS_A_DAY``. When that is spent the answer is ``None``, or, for a
    ``patient`` mail, a day on which it will leave. The budget guards against
    strangers: without ``address`` (mails to staff) there is none, nor for what staff
    cause (``by_staff``), nor for kinds that are not counted (``Mail.is_counted``).
    ``unless_waiting`` holds it if one of its kind about the same row waits already. A
    ``held`` mail never leaves and costs no budget: it is written so that not
    writing takes no less time.
    Raises ``LookupError`` for an unknown kind.
    """
    due = timezone.now() + delay
    message = Message(
        kind=kind,
        about=kinds()[kind].about,
        about_id=about_id,
        language=language,
        data=data or {},
        next_attempt_at=due,
    )
    if address is None:
        if held:
            message.state = State.DROPPED
        message.save()
        return message
    message.address_key = address_key(address)
    domains.wonder(address)
    # One question for all, whatever is wanted: it takes the same time.
    found = in_the_way(
        address_key=message.address_key,
        kind=kind,
        about=message.about,
        about_id=about_id,
    )
    is_waiting = unless_waiting and (WAITING,) in found
    if held or is_waiting or (SUPPRESSED,) in found:
        message.state = State.DROPPED
    if by_staff or not kinds()[kind].is_counted:
        message.day = due.astimezone(UTC).date()
        message.save()
        return message
    for days in range(PATIENCE_DAYS if patient else 1):
        if days:
            tomorrow = (due + timedelta(days=days)).astimezone(UTC).date()
            message.next_attempt_at = datetime.combine(tomorrow, time(), tzinfo=UTC)
        if take_slot(message, message.next_attempt_at):
            return message
    return None


def resend(message: Message) -> bool:
    """Lets a mail wait again, to be sent at once; ``False`` if it is just leaving.

    The budget is not asked, since staff do this; the suppression list is. Nor does it
    wait if nobody can know any more whom it was for.
    """
    if not can_find_reader(message):
        return False
    rows = Message.objects.filter(pk=message.pk)
    is_free = Q(state=State.WAITING, pk__in=rows.free().values("pk"))
    return bool(
        rows.filter(~Q(state=State.WAITING) | is_free).update(
            state=State.WAITING,
            attempts=0,
            next_attempt_at=timezone.now(),
            leased_until=None,
            lease=None,
            error="",
        )
    )


def dismiss(message: Message) -> bool:
    """Staff have looked at a mail that failed: it no longer counts as failing."""
    failed = Message.objects.filter(pk=message.pk, state=State.FAILED)
    return bool(failed.update(state=State.DROPPED))


def fail(message: Message, error: Exception, *, may_be_there: bool = False) -> None:
    """Puts a mail off, or gives it up.

    ``may_be_there``: the server may have it, and has not said so. Raises
    ``UnreachableError`` when the server is to blame.
    """
    name, what = name_of(error), trouble(error)
    is_outage = what is Trouble.SERVER
    if is_outage:
        outages.begin(name)
    elif what is Trouble.UNSURE:
        is_outage = outages.suspect(message, name)
    if not is_outage:
        return put_off(message, error)
    attempts, pause = message.attempts - 1, timedelta(0)
    if may_be_there:
        # Not at once, since its reader may have it. But it never comes to its end.
        attempts = min(message.attempts, FULL_QUARTER)
        pause = pause_after(attempts)
    later = timezone.now() + pause
    metrics.MAILS.add("put off")
    end_lease(message, attempts=attempts, next_attempt_at=later, error=name)
    raise UnreachableError(name) from None


def put_off(message: Message, error: Exception) -> None:
    name = name_of(error)
    attempts = message.attempts
    if is_early(message) and not is_final(error):
        # It was tried for the server's sake, and does not come closer to its end.
        attempts = max(1, attempts - 1)
    waited = sum((pause_after(attempt) for attempt in range(1, attempts)), timedelta(0))
    if is_final(error) or waited >= GIVE_UP_AFTER:
        end_lease(message, state=State.FAILED, error=name)
        metrics.MAILS.add("failed")
        logger.warning("Mail %s (%s) failed: %s", message.pk, message.kind, name)
        return
    later = timezone.now() + pause_after(attempts)
    metrics.MAILS.add("put off")
    end_lease(message, attempts=attempts, next_attempt_at=later, error=name)
    logger.info(
        "Mail %s (%s) put off: %s at %s", message.pk, message.kind, name, where(error)
    )


def is_suppressed(address: str) -> bool:
    """Asked of whom a mail would reach: the row's own hash may be gone, or another
    person may be there now."""
    try:
        key = address_key(address)
    except ValueError:  # such as root@localhost, of staff
        return False
    return bool(suppressed(key=key))


def hang_up(server: BaseEmailBackend) -> None:
    """A server that is gone already makes no difference."""
    with suppress(OSError, smtplib.SMTPException):
        server.close()


def greet(server: BaseEmailBackend) -> None:
    """Before a mail is taken, let alone made: each making mints a new private link.

    Raises ``UnreachableError``; the mail that is next then says why it waits.
    """
    try:
        server.open()
    except Exception as error:  # noqa: BLE001 - servers fail in many ways
        name = name_of(error)
        next_one = Message.objects.due()[:1].values("pk")
        Message.objects.filter(pk__in=[row["pk"] for row in next_one]).update(
            error=name
        )
        outages.begin(name)
        logger.warning("The mail server cannot be reached: %s", name)
        raise UnreachableError(name) from None


def send(message: Message, server: BaseEmailBackend) -> bool:
    """Sends one leased mail and writes what came of it; whether the server took it.

    Raises ``UnreachableError`` when the server takes no mail at all; this one then
    waits as if nobody had taken it.
    """
    try:
        know_beforehand(message)
        with transaction.atomic():
            mail = compose(message)
            if mail is not None and is_suppressed(mail.to[0]):
                mail = None
                transaction.set_rollback(True)  # the links that it holds
    except Exception as error:  # noqa: BLE001 - one mail fails, the rest goes
        put_off(message, error)
        return False
    if mail is None:
        logger.info("Mail %s (%s) is no longer wanted.", message.pk, message.kind)
        # It gives its place in the day's budget back.
        end_lease(message, state=State.DROPPED, error="", slot=None)
        metrics.MAILS.add("dropped")
        return False
    if not is_for_staff(message) and domains.takes_no_mail(mail.to[0]):
        put_off(message, NoMailDomainError())
        return False
    with watched(message, server) as watch:
        try:
            server.send_messages([mail])
        except LostLeaseError:
            hang_up(server)
            logger.warning("Mail %s was taken up by another worker.", message.pk)
            return False
        except Exception as error:  # noqa: BLE001 - servers fail in many ways
            hang_up(server)
            is_open = watch.has_content and not is_answer(error)
            fail(message, error, may_be_there=is_open)
            return False
    write_result(message, state=State.SENT, sent_at=timezone.now(), error="")
    metrics.MAILS.add("sent")
    logger.info("Mail %s (%s) sent.", message.pk, message.kind)
    return True


def deliver(
    limit: int | None = None, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Sends what is due over one connection; returns how many mails were tried.

    Raises ``UnreachableError`` when the server takes no mail: then no more than one is
    tried in a round.
    """
    done = 0
    state = brake.now()
    is_outage = outages.present() is not None
    server = get_connection()
    is_greeted = False
    flushed = clock.monotonic()
    try:
        while not is_stopping() and (limit is None or done < limit):
            early = outages.due_early() if is_outage else None
            if not is_greeted:
                due = Message.objects.due(early).filter(state.may_leave)
                if not due.exists():
                    break
                greet(server)
            if (message := lease_next(state.may_leave, early)) is None:
                break
            state.take(message)
            # A server that was not content may have hung up.
            is_greeted = send(message, server)
            if is_greeted:
                if is_outage:
                    outages.end()
                is_outage = False
            else:
                is_outage = outages.present() is not None
            done += 1
            if clock.monotonic() - flushed > UNFLUSHED:
                flushing.flush()
                flushed = clock.monotonic()
    finally:
        hang_up(server)
        if done:
            flushing.flush()
    return done


def send_due(limit: int | None = None) -> int:
    """As ``deliver``; 0 when it met no server."""
    try:
        return deliver(limit)
    except UnreachableError:
        return 0
