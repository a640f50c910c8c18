"""When what volunteers sent is deleted, and what they may see or have forgotten."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from correspondence.models import Message
from limits.models import Attempt
from openheritage.addresses import address_key

from . import offering
from .models import Offer, Sentence, Volunteer
from .offering import forget_all, forget_person, forget_words, mails_about, record

State = Offer.State


def due() -> dict[str, tuple[QuerySet[Offer], Callable[[Offer], None]]]:
    """``{reason: (offers, what is done with each)}``, by the settings."""
    now = timezone.now()
    unconfirmed = now - timedelta(days=settings.HELP_UNCONFIRMED_DAYS)
    unreviewed = now - timedelta(days=settings.HELP_UNREVIEWED_DAYS)
    closed = now - timedelta(days=settings.CLOSED_DAYS)
    done = Offer.objects.filter(state=State.REVIEWED, closed_at__lt=closed)
    person = Volunteer.objects.filter(offer=OuterRef("pk"))
    words = Sentence.objects.filter(offer=OuterRef("pk"))
    is_left = (
        Exists(person.filter(is_thanked=False))
        | (Exists(person) & ~Exists(words.filter(state__in=Sentence.TAKEN)))
        | ~Exists(words.filter(state__in=Sentence.TAKEN))
        | Exists(words.exclude(state__in=Sentence.TAKEN))
    )
    return {
        "translations nobody confirmed": (
            Offer.objects.filter(
                state__in=Offer.UNFINISHED, created_at__lt=unconfirmed
            ),
            forget_all,
        ),
        "translations nobody reviewed": (
            Offer.objects.filter(state=State.WAITING, confirmed_at__lt=unreviewed),
            forget_all,
        ),
        "reviewed translations": (done.filter(is_left), tidy),
    }


def tidy(offer: Offer) -> None:
    """Keeps what became a part of the site, and whom its page of thanks names: they
    can end that by the link in their mails."""
    person = offer.person
    is_taken = offer.sentences.filter(state__in=Sentence.TAKEN).exists()
    if person and not (person.is_thanked and is_taken):
        forget_person(offer)
    forget_words(offer)


def purge(*, dry_run: bool) -> Counter[str]:
    """Deletes what is due, each offer in a transaction of its own, recorded."""
    counts: Counter[str] = Counter()
    for reason, (offers, act) in due().items():
        pks = sorted(set(offers.values_list("pk", flat=True)))
        counts[reason] = len(pks)
        if dry_run:
            continue
        for pk in pks:
            with transaction.atomic():
                rows = Offer.objects.select_for_update(of=("self",))
                offer = rows.filter(pk=pk).first()
                # Confirmed or decided on since it was listed: asked again.
                if offer is not None and offers.filter(pk=pk).exists():
                    record("purged", offer, reason=reason)
                    act(offer)
    return counts


def exported(person: Volunteer) -> dict:
    offer = person.offer
    return {
        "page": offer.page_title,
        "language": offer.language,
        "state": offer.get_state_display(),
        "received": offer.created_at.isoformat(timespec="seconds"),
        "person": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "is_thanked": person.is_thanked,
            "since": person.created_at.isoformat(timespec="seconds"),
        },
        "consents": [
            {
                "purpose": consent.wording.purpose,
                "language": consent.wording.language,
                "version": consent.wording.number,
                "text": consent.wording.text,
                "given_at": consent.given_at.isoformat(timespec="seconds"),
            }
            for consent in person.consents.select_related("wording")
        ],
        "sentences": [
            {"original": row.original, "text": row.text, "state": row.state}
            for row in offer.sentences.all()
        ],
        "mails": [
            {
                "kind": mail.kind,
                "state": mail.state,
                "day": mail.created_at.date().isoformat(),
            }
            for mail in mails_about(offer)
        ],
    }


@transaction.atomic
def export(address: str) -> dict:
    """All that is kept about an address. ``ValueError`` if it is none. Recorded."""
    people = Volunteer.objects.of(address).select_related("offer").order_by("pk")
    for person in people:
        record("exported", person.offer)
    return {"translations": [exported(person) for person in people]}


@transaction.atomic
def erase(address: str) -> int:
    """By any spelling of the address. ``ValueError`` if it is none."""
    key = address_key(address)
    number = offering.erase(key)
    Message.objects.filter(address_key=key).update(address_key="", slot=None)
    Attempt.objects.filter(key=key).delete()
    return number
