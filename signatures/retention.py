"""When personal data goes, and what a person may see of it or have forgotten."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from correspondence.models import Message, Suppression, are_asked
from limits.models import Attempt
from openheritage.addresses import address_key

from .models import Signatory, Signature
from .transitions import (
    ADDRESS,
    SUBJECT,
    delete,
    forget_person,
    record,
    write_gone,
)

State = Signature.State

# Signatures that never came to anything; their rows go with the person.
UNFINISHED = (State.QUARANTINED, State.UNCONFIRMED, State.DISOWNED)


def due() -> dict[str, tuple[QuerySet, Callable[[Signature], None]]]:
    """``{reason: (signatures, what is done with each)}``, by the settings.

    Samples do not decay: nobody is behind them, and a site that shows them shows
    them next year too.
    """
    now = timezone.now()
    unconfirmed = now - timedelta(days=settings.UNCONFIRMED_DAYS)
    closed = now - timedelta(days=settings.CLOSED_DAYS)
    real = Signature.objects.filter(is_sample=False)
    with_person = real.filter(people__isnull=False).distinct()
    # Rejected ones stay where another signature was merged into theirs, and what was
    # public once, so that its receipt and the register can say what became of it.
    unfinished = real.filter(merged=None, was_public=False)
    # A mail may have waited for a free day of its reader.
    still_asked = Q(state__in=(State.QUARANTINED, State.UNCONFIRMED)) & Q(
        are_asked(SUBJECT, "signatures.confirm", unconfirmed)
    )
    return {
        "unconfirmed": (
            unfinished.filter(
                ~still_asked, state__in=UNFINISHED, created_at__lt=unconfirmed
            ),
            forget_all,
        ),
        "rejected": (
            unfinished.filter(state=State.REJECTED, closed_at__lt=closed),
            forget_all,
        ),
        "withdrawn, merged or rejected": (
            with_person.filter(
                Q(state__in=(State.WITHDRAWN, State.MERGED))
                | Q(state=State.REJECTED, merged__isnull=False)
                | Q(state=State.REJECTED, was_public=True),
                closed_at__lt=closed,
            ),
            forget,
        ),
        "retention ended": (
            with_person.filter(
                people__retain_until__lt=now.date(), people__is_current=True
            ),
            forget,
        ),
        "successor did not answer": (
            with_person.filter(
                ~are_asked(SUBJECT, "signatures.succeed", unconfirmed),
                people__is_current=False,
                people__created_at__lt=unconfirmed,
            ),
            forget_successor,
        ),
    }


def forget(signature: Signature) -> None:
    forget_person(signature)
    forget_mails(signature)


def forget_all(signature: Signature) -> None:
    forget(signature)
    delete(signature)


def forget_successor(signature: Signature) -> None:
    signature.people.filter(is_current=False).delete()
    write_gone(signature, "successor")


def forget_mails(signature: Signature) -> None:
    """Mails about it are sent no more, and keep no words and no hash."""
    mails = Message.objects.about(SUBJECT, signature.pk)
    open_states = (Message.State.WAITING, Message.State.FAILED)
    mails.filter(state__in=open_states).update(state=Message.State.DROPPED)
    mails.update(data={}, address_key="", slot=None)


def purge(*, dry_run: bool) -> Counter[str]:
    """Deletes what is due, each signature in a transaction of its own, recorded.

    Returns how many signatures were (or, on a dry run, would be) concerned, by
    reason; and how many mails lost their hash of an address.
    """
    counts: Counter[str] = Counter()
    for reason, (signatures, act) in due().items():
        pks = list(signatures.values_list("pk", flat=True))
        counts[reason] = len(pks)
        if dry_run:
            continue
        for pk in pks:
            with transaction.atomic():
                found = Signature.objects.select_for_update(of=("self",)).filter(pk=pk)
                signature = found.first()
                # Confirmed, or purged by somebody else, since it was listed: asked
                # again under the lock.
                if signature is not None and signatures.filter(pk=pk).exists():
                    record("purged", signature, reason=reason)
                    act(signature)
    # The budget of a day needs the hash for that day only.
    old = Message.objects.filter(
        ~Q(address_key=""), day__lt=timezone.now().date() - timedelta(days=1)
    ).exclude(state=Message.State.WAITING)
    counts["hashes of sent mails"] = old.count()
    if not dry_run:
        old.update(address_key="", slot=None)
    return counts


def exported(person: Signatory) -> dict:
    """Everything that is kept about a person and what they signed, for themselves."""
    signature = person.signature
    return {
        "reference": signature.reference,
        "state": signature.get_state_display(),
        "signed_on": signature.signed_on.isoformat(),
        "language_signed": signature.language,
        "organisation": signature.facts,
        "text_sha256": signature.text.sha256,
        "person": {
            "name": person.name,
            "job_title": person.job_title,
            "email": person.email,
            "language": person.language,
            "answer": person.answer,
            "is_current": person.is_current,
            "since": person.created_at.isoformat(timespec="seconds"),
            "kept_until": person.retain_until.isoformat(),
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
        "corrections": [
            {
                "state": correction.state,
                "wanted": correction.wanted,
                "before": correction.before,
            }
            for correction in signature.corrections.all()
            if person.is_current
        ],
        "mails": [
            {
                "kind": mail.kind,
                "state": mail.state,
                "day": mail.created_at.date().isoformat(),
                "words": mail.data.get("words", ""),
            }
            for mail in mails_to(person)
        ],
    }


def mails_to(person: Signatory) -> QuerySet[Message]:
    """Who is invited and has not accepted is not shown what others were written."""
    about = Q(about=SUBJECT, about_id=person.signature_id)
    if not person.is_current:
        about &= Q(data__person=person.pk)
    return Message.objects.filter(
        about | Q(about=ADDRESS, address_key=person.address_key)
    )


@transaction.atomic
def export(address: str) -> dict:
    """All that is kept about an address. ``ValueError`` if it is none. Recorded."""
    people = Signatory.objects.of(address).select_related("signature__text")
    for person in people:
        record("exported", person.signature)
    return {
        "signatures": [exported(person) for person in people],
        "is_suppressed": Suppression.objects.filter(key=address_key(address)).exists(),
    }


@transaction.atomic
def erase(address: str) -> int:
    """Forgets a person; what was published stands, what was not finished goes.

    ``ValueError`` if it is no address. A place on the suppression list stays: it is
    a hash, and what keeps us from writing to them again.
    """
    pks = set(Signatory.objects.of(address).values_list("signature_id", flat=True))
    # Locked in one order, and gone from the list if somebody was faster.
    found = Signature.objects.select_for_update(of=("self",)).order_by("pk")
    for signature in found.filter(pk__in=pks):
        record("erased", signature)
        if signature.people.of(address).filter(is_current=True).exists():
            unfinished = signature.state in UNFINISHED
            (forget_all if unfinished else forget)(signature)
        else:
            forget_successor(signature)
    key = address_key(address)
    Message.objects.filter(address_key=key).update(address_key="", slot=None)
    Attempt.objects.filter(key=key).delete()
    return len(pks)
