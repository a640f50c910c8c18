"""The outbox: mails are rows first, and leave when a worker takes them by lease.

A row is taken, its lease committed, the mail sent, the result written. Whoever
dies in between leaves a lease that ends; the mail then goes out again, at most
once too often, under the same Message-ID.
"""

import logging
import smtplib
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from journal import lines
from openheritage.addresses import address_key
from openheritage.worker import where

from . import brake, domains
from .emails import compose, is_for_staff, kinds
from .models import Message, Suppression

logger = logging.getLogger(__name__)

State = Message.State

# A line of the journal.
JOURNAL_SENT = "mail.sent"

# Longer than a slow server may take for all steps of one mail, each of which may
# last EMAIL_TIMEOUT seconds.
LEASE = timedelta(minutes=10)

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
GIVE_UP_AFTER = timedelta(days=5)

# How far into the future a patient mail looks for a free slot.
PATIENCE_DAYS = 30


class UnreachableError(Exception):
    """No connection to the mail server; no mail is to blame."""


class NoMailDomainError(Exception):
    """The address's domain says that it takes no mail, or does not exist."""


def take_slot(message: Message, day: datetime) -> bool:
    """Saves the message in a free slot of its address's day, if there is one.

    Slots are tried in their order, each time waiting for whoever has just taken
    it: so no two transactions can wait for each other.
    """
    message.day = day.astimezone(UTC).date()
    is_held = message.state == State.DROPPED
    taken = set(
        Message.objects.filter(
            address_key=message.address_key, day=message.day, slot__isnull=False
        ).values_list("slot", flat=True)
    )
    for slot in range(settings.MAILS_A_DAY):
        if slot in taken and not is_held:
            continue
        message.slot = None if is_held else slot
        with suppress(IntegrityError), transaction.atomic():
            message.save(force_insert=True)
            return True
        message.pk = None
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
    by_staff: bool = False,
) -> Message | None:
    """Puts a mail into the outbox, as a part of the caller's transaction.

    ``address`` is only hashed: the address counts against its budget of
    ``MAILS_A_DAY``. When that is spent the answer is ``None``, or, for a
    ``patient`` mail, a day on which it will leave. The budget guards against
    strangers: without ``address`` (mails to staff) there is none, nor for what staff
    cause (``by_staff``), nor for kinds that are not counted (``Mail.is_counted``).
    A ``held`` mail never leaves and costs no budget: it is written so that not
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
    if Suppression.objects.filter(key=message.address_key).exists() or held:
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

    The budget is not asked, since staff do this; the suppression list is.
    """
    free = Message.objects.filter(pk=message.pk).exclude(
        state=State.WAITING, leased_until__gt=timezone.now()
    )
    return bool(
        free.update(
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


def lease_next(may_leave: Q | None = None) -> Message | None:
    """The next mail that is due, leased to us; ``None`` if there is none.

    Of those alone that ``may_leave`` while the brake is on.
    """
    due = Message.objects.due().filter(may_leave or Q())
    if not due.exists():
        # Without this look an idle worker would lock SQLite each second.
        return None
    with transaction.atomic(durable=True):
        message = due.select_for_update(skip_locked=True).first()
        if message is not None:
            message.lease = uuid.uuid4()
            message.leased_until = timezone.now() + LEASE
            message.attempts += 1
            message.save(update_fields=["lease", "leased_until", "attempts"])
    return message


def end_lease(message: Message, **fields: Any) -> None:
    """Ends the lease with a result, unless somebody else has taken it up."""
    rows = Message.objects.filter(pk=message.pk, lease=message.lease)
    with transaction.atomic():
        is_ours = rows.update(lease=None, leased_until=None, **fields)
        if fields.get("state") == State.SENT:
            made = message.created_at.isoformat()
            lines.write(JOURNAL_SENT, mail=message.pk, made=made)
    if not is_ours:
        logger.warning("Mail %s was taken up by another worker.", message.pk)


def name_of(error: Exception) -> str:
    """Its class and SMTP code; the text may repeat the address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = refusal(error)
    return f"{type(error).__name__} {code or ''}".strip()[:80]


def refusal(error: smtplib.SMTPRecipientsRefused) -> int:
    return max((code for code, _text in error.recipients.values()), default=0)


def is_final(error: Exception) -> bool:
    """Whether no server will ever take this mail for this recipient."""
    if isinstance(error, NoMailDomainError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return refusal(error) >= 500
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, AnymailRecipientsRefused)


def fail(message: Message, error: Exception) -> None:
    """Puts a mail off, or gives it up."""
    name = name_of(error)
    waited = sum(
        (pause_after(attempt) for attempt in range(1, message.attempts)), timedelta(0)
    )
    if is_final(error) or waited >= GIVE_UP_AFTER:
        end_lease(message, state=State.FAILED, error=name)
        logger.warning("Mail %s (%s) failed: %s", message.pk, message.kind, name)
        return
    pause = pause_after(message.attempts)
    end_lease(message, next_attempt_at=timezone.now() + pause, error=name)
    logger.info(
        "Mail %s (%s) put off: %s at %s", message.pk, message.kind, name, where(error)
    )


def pause_after(attempt: int) -> timedelta:
    return BACK_OFF[min(attempt, len(BACK_OFF)) - 1]


def is_suppressed(address: str) -> bool:
    """Asked of whom a mail would reach: the row's own hash may be gone, or another
    person may be there now."""
    try:
        key = address_key(address)
    except ValueError:  # such as root@localhost, of staff
        return False
    return Suppression.objects.filter(key=key).exists()


def hang_up(server: BaseEmailBackend) -> None:
    """A server that is gone already makes no difference."""
    with suppress(OSError, smtplib.SMTPException):
        server.close()


def send(message: Message, server: BaseEmailBackend) -> None:
    """Sends one leased mail and writes what came of it.

    Raises ``UnreachableError`` when the server could not be reached; the mail
    then waits as if nobody had taken it.
    """
    try:
        # Before the mail is made: each making mints a new private link.
        server.open()
    except Exception as error:  # noqa: BLE001 - servers fail in many ways
        name = name_of(error)
        end_lease(message, attempts=message.attempts - 1, error=name)
        logger.warning("The mail server cannot be reached: %s", name)
        raise UnreachableError(name) from None
    try:
        with transaction.atomic():
            mail = compose(message)
            if mail is not None and is_suppressed(mail.to[0]):
                mail = None
                transaction.set_rollback(True)  # the links that it holds
    except Exception as error:  # noqa: BLE001 - one mail fails, the rest goes
        return fail(message, error)
    if mail is None:
        logger.info("Mail %s (%s) is no longer wanted.", message.pk, message.kind)
        # It gives its place in the day's budget back.
        return end_lease(message, state=State.DROPPED, error="", slot=None)
    if not is_for_staff(message) and domains.takes_no_mail(mail.to[0]):
        return fail(message, NoMailDomainError())
    try:
        server.send_messages([mail])
    except Exception as error:  # noqa: BLE001 - servers fail in many ways
        hang_up(server)
        return fail(message, error)
    end_lease(message, state=State.SENT, sent_at=timezone.now(), error="")
    logger.info("Mail %s (%s) sent.", message.pk, message.kind)
    return None


def deliver(
    limit: int | None = None, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Sends what is due over one connection; returns how many mails were tried.

    Raises ``UnreachableError`` at the first mail for which there is no server.
    """
    done = 0
    state = brake.now()
    server = get_connection()
    try:
        while not is_stopping() and (limit is None or done < limit):
            if (message := lease_next(state.may_leave)) is None:
                break
            state.take(message)
            send(message, server)
            done += 1
    finally:
        hang_up(server)
    return done


def send_due(limit: int | None = None) -> int:
    """As ``deliver``; 0 when it met no server."""
    try:
        return deliver(limit)
    except UnreachableError:
        return 0
