"""When individuals are asked anew and deleted, and what they may see or have
forgotten."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from correspondence.models import Message, are_asked
from limits.models import Attempt
from openheritage.addresses import address_key
from openheritage.failures import where

from . import subscribing
from .models import Subscriber
from .subscribing import ask, forget, mails_about, record

State = Subscriber.State

logger = logging.getLogger(__name__)


def to_ask() -> QuerySet[Subscriber]:
    """Whose time ends soon, and who has not been asked."""
    days = settings.INTEREST_DAYS - settings.INTEREST_ASK_DAYS
    before = timezone.now() - timedelta(days=days)
    return Subscriber.objects.confirmed().filter(
        confirmed_at__lt=before, asked_at__isnull=True
    )


def ask_who_is_due() -> int:
    """Each for themselves: one who cannot be asked keeps nobody else from it."""
    pks = list(to_ask().order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        try:
            with transaction.atomic():
                person = to_ask().select_for_update(of=("self",)).filter(pk=pk).first()
                if person is not None:
                    ask(person)
        except OperationalError:
            # The database is away, and comes back.
            raise
        except Exception as error:  # noqa: BLE001 - one fails, the others go on
            told = (pk, type(error).__name__, where(error))
            logger.error("Person %s could not be asked: %s at %s.", *told)
    return len(pks)


def unasked(asked: datetime) -> Exists:
    """The question has not left, or not long ago: until it has they were not asked."""
    states = (Message.State.WAITING, Message.State.FAILED)
    return are_asked(subscribing.SUBJECT, "interest.renew", asked, states)


def due() -> dict[str, QuerySet[Subscriber]]:
    """``{reason: who is deleted}``, by the settings. Nobody is who was not asked."""
    now = timezone.now()
    unconfirmed = now - timedelta(days=settings.INTEREST_UNCONFIRMED_DAYS)
    ended = now - timedelta(days=settings.INTEREST_DAYS)
    asked = now - timedelta(days=settings.INTEREST_ASK_DAYS)
    return {
        # A mail may have waited for a free day of its reader.
        "interests nobody confirmed": Subscriber.objects.filter(
            ~are_asked(subscribing.SUBJECT, "interest.confirm", unconfirmed),
            state__in=Subscriber.UNFINISHED,
            created_at__lt=unconfirmed,
        ),
        "interests nobody renewed": Subscriber.objects.confirmed().filter(
            ~unasked(asked), confirmed_at__lt=ended, asked_at__lt=asked
        ),
    }


def each(
    rows: QuerySet[Subscriber], act: Callable[[Subscriber], None]
) -> Callable[[], int]:
    def run() -> int:
        pks = sorted(rows.values_list("pk", flat=True))
        for pk in pks:
            with transaction.atomic():
                # Confirmed or renewed since it was listed: asked again.
                found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
                if found is not None:
                    act(found)
        return len(pks)

    return run


def purge(*, dry_run: bool) -> Counter[str]:
    """Deletes what is due, each in a transaction of its own, recorded."""
    counts: Counter[str] = Counter()
    for reason, rows in due().items():

        def act(person: Subscriber, reason: str = reason) -> None:
            record("purged", person, reason=reason)
            forget(person)

        counts[reason] = rows.count() if dry_run else each(rows, act)()
    return counts


def exported(person: Subscriber) -> dict:
    def moment(at: object) -> str | None:
        return at.isoformat(timespec="seconds") if hasattr(at, "isoformat") else None

    return {
        "state": person.get_state_display(),
        "person": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "topics": person.topics,
        },
        "received": moment(person.created_at),
        "confirmed": moment(person.confirmed_at),
        "asked": moment(person.asked_at),
        "consents": [
            {
                "purpose": consent.wording.purpose,
                "language": consent.wording.language,
                "version": consent.wording.number,
                "text": consent.wording.text,
                "given_at": moment(consent.given_at),
            }
            for consent in person.consents.select_related("wording")
        ],
        "mails": [
            {
                "kind": mail.kind,
                "state": mail.state,
                "day": mail.created_at.date().isoformat(),
            }
            for mail in mails_about(person)
        ],
    }


@transaction.atomic
def export(address: str) -> dict:
    """All that is kept about an address. ``ValueError`` if it is none. Recorded."""
    people = list(Subscriber.objects.of(address).order_by("pk"))
    for person in people:
        record("exported", person)
    return {"interests": [exported(person) for person in people]}


@transaction.atomic
def erase(address: str) -> int:
    """By any spelling of the address. ``ValueError`` if it is none."""
    key = address_key(address)
    number = subscribing.erase(key)
    Message.objects.filter(address_key=key).update(address_key="", slot=None)
    Attempt.objects.filter(key=key).delete()
    return number
