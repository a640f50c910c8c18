"""What staff do with a signature, each as one transaction, recorded and reversible.

The signatory is told of each turn in their language. Mails of a bulk action wait for
``UNDO``, so that undoing it calls back what has not left.
"""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation

from . import register
from .models import Correction, Signature
from .models.register import canonical_json
from .signing import STANDING, close, locked, record, write
from .succession import hand_over
from .taking_back import call_back, has_left, last_state, let_go

State = Signature.State
UNDO = timedelta(minutes=5)


class NotNowError(Exception):
    """The signature is not in a state that allows this; somebody was faster."""


class Reason(models.TextChoices):
    """Why a signature is rejected; mailed in the signatory's language."""

    INDIVIDUAL = "individual", _("Individuals cannot sign; organisations can.")
    AUTHORITY = (
        "authority",
        _("We could not make sure that you may sign for the organisation."),
    )
    UNKNOWN = "unknown", _("We could not find the organisation.")
    DUPLICATE = "duplicate", _("The organisation has signed already.")
    CONTENT = "content", _("The entry contains words that we do not publish.")
    OTHER = "other", _("Our reason is given below.")


def take(signature: Signature, *states: str) -> Signature:
    """The row, locked, if it is in one of the states; else raises ``NotNowError``."""
    signature = locked(signature)
    if signature.state not in states:
        raise NotNowError
    return signature


def fingerprint(signature: Signature) -> str:
    """What a page sends along, to say which facts were on the screen."""
    return sha256(canonical_json(signature.facts).encode()).hexdigest()


def as_seen(signature: Signature, seen: str | None) -> None:
    if seen is not None and seen != fingerprint(signature):
        raise NotNowError


def tell(signature: Signature, kind: str, batch: UUID | None, **data) -> None:
    data["batch"] = str(batch) if batch else ""
    delay = UNDO if batch else timedelta(0)
    write(signature, kind, data=data, delay=delay, patient=True)


@transaction.atomic
def publish(
    signature: Signature,
    actor: AbstractBaseUser | None,
    organisation: Organisation | None = None,
    batch: UUID | None = None,
    seen: str | None = None,
) -> Signature:
    """Makes it public under an organisation: the given one, the one it has, or a
    new one made of its own facts.

    ``seen`` is the ``fingerprint`` of what the reviewer had on the screen: until it
    is public, the signatory may change it at any time.
    """
    signature = take(signature, State.WAITING, State.ASKED)
    as_seen(signature, seen)
    is_new = not (organisation or signature.organisation)
    signature.organisation = (
        organisation or signature.organisation or new_organisation(signature)
    )
    signature.state = State.PUBLISHED
    signature.published_at = timezone.now()
    signature.closed_at = None
    signature.save()
    entry = register.append("published", signature)
    record(
        "published",
        signature,
        actor=actor,
        batch=batch,
        organisation=signature.organisation_id,
        is_new=is_new,
        entry=entry.sequence,
    )
    tell(signature, "published", batch)
    return signature


def new_organisation(signature: Signature) -> Organisation:
    shared = ("name", "name_latin", "kind", "sector", "country", "website")
    return Organisation.objects.create(
        **{name: getattr(signature, name) for name in shared}
    )


@transaction.atomic
def reject(
    signature: Signature,
    actor: AbstractBaseUser | None,
    reason: str,
    words: str = "",
    batch: UUID | None = None,
) -> Signature:
    signature = take(signature, State.QUARANTINED, *Signature.LIVE)
    was = signature.state
    close(signature, State.REJECTED)
    record("rejected", signature, actor=actor, batch=batch, was=was, reason=reason)
    # Who was never written to, or never answered, is not written to now.
    if was not in (State.QUARANTINED, State.UNCONFIRMED):
        tell(signature, "rejected", batch, reason=reason, words=words)
    return signature


@transaction.atomic
def ask(signature: Signature, actor: AbstractBaseUser | None, words: str) -> Signature:
    signature = take(signature, State.WAITING, State.ASKED)
    signature.state = State.ASKED
    signature.save()
    record("asked", signature, actor=actor)
    tell(signature, "asked", None, words=words)
    return signature


@transaction.atomic
def merge(
    signature: Signature, into: Signature, actor: AbstractBaseUser | None
) -> Signature:
    """Two signatures of one organisation become one, the other's."""
    # In one order, so that a merge the other way round waits, and finds it done.
    rows = {
        row.pk: take(row, *STANDING)
        for row in sorted((signature, into), key=lambda row: row.pk)
    }
    signature, into = rows[signature.pk], rows[into.pk]
    if signature.pk == into.pk or signature.text.version != into.text.version:
        raise NotNowError
    was = signature.state
    close(signature, State.MERGED)
    signature.merged_into = into
    signature.save()
    record("merged", signature, actor=actor, was=was, into=into.pk)
    record("merged with", into, actor=actor, other=signature.pk)
    tell(signature, "merged", None)
    return signature


@transaction.atomic
def release(
    signature: Signature, actor: AbstractBaseUser | None, batch: UUID | None = None
) -> Signature:
    """Out of quarantine: the signer gets the mail that was held back."""
    signature = take(signature, State.QUARANTINED)
    signature.state = State.UNCONFIRMED
    # The mail promises as many days as any first one.
    signature.created_at = timezone.now()
    signature.save()
    record("released", signature, actor=actor, batch=batch)
    tell(signature, "confirm", batch)
    return signature


@transaction.atomic
def reopen(
    signature: Signature, actor: AbstractBaseUser | None, batch: UUID | None = None
) -> Signature:
    """Takes back a publication, a rejection or a merge: it is in the queue again.

    Raises ``IntegrityError`` if another signature has taken its place meanwhile.
    """
    signature = take(signature, State.PUBLISHED, State.REJECTED, State.MERGED)
    was = signature.state
    is_told = has_left(signature, was)
    if was == State.PUBLISHED:
        close(signature, State.WAITING)
        let_go(signature)
    before = last_state(signature) if was != State.PUBLISHED else State.WAITING
    signature.state = before
    signature.closed_at = None
    signature.merged_into = None
    signature.save()
    call_back(signature)
    record("reopened", signature, actor=actor, batch=batch, was=was)
    if is_told:
        tell(signature, "reopened", batch)
    return signature


@transaction.atomic
def accept(correction: Correction, actor: AbstractBaseUser | None) -> Signature:
    """The wanted change becomes public, and an entry of the register."""
    signature = take(correction.signature, State.PUBLISHED)
    before = {name: getattr(signature, name) for name in correction.wanted}
    decide(correction, Correction.State.ACCEPTED, before=before)
    change(signature, correction.wanted)
    # Names of fields alone: values may have to be forgotten, events never are.
    fields = sorted(correction.wanted)
    record("correction accepted", signature, actor=actor, fields=fields)
    return signature


def change(signature: Signature, wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        setattr(signature, name, value)
    person = signature.signatory
    if wanted.keys() & {"name", "country"} and (
        person or signature.source != Signature.Source.WEB
    ):
        signature.set_duplicate_key(person.email if person else "")
    signature.save()
    if signature.is_published:
        register.append("corrected", signature)
        tell(signature, "corrected", None)


@transaction.atomic
def amend(
    signature: Signature,
    actor: AbstractBaseUser | None,
    facts: dict[str, str],
    seen: str | None = None,
) -> Signature:
    """Staff correct an entry, as where nobody has a private link to it.

    Raises ``IntegrityError`` if another signature has the new name.
    """
    signature = take(signature, *STANDING)
    as_seen(signature, seen)
    wanted = {
        name: value
        for name, value in facts.items()
        if value != getattr(signature, name)
    }
    if wanted:
        change(signature, wanted)
        record("amended", signature, actor=actor, fields=sorted(wanted))
    return signature


@transaction.atomic
def invite(
    signature: Signature, actor: AbstractBaseUser | None, email: str, language: str
) -> Signature:
    """Asks somebody to answer for a signature that has nobody (any more)."""
    signature = take(signature, *STANDING)
    if signature.signatory:
        raise NotNowError
    record("invited", signature, actor=actor)
    hand_over(signature, email, language)
    return signature


@transaction.atomic
def decline(
    correction: Correction, actor: AbstractBaseUser | None, words: str
) -> Signature:
    signature = take(correction.signature, State.PUBLISHED)
    decide(correction, Correction.State.DECLINED)
    record("correction declined", signature, actor=actor)
    tell(signature, "declined", None, words=words)
    return signature


def decide(correction: Correction, state: str, **fields) -> None:
    decided = Correction.objects.filter(
        pk=correction.pk, state=Correction.State.WAITING
    ).update(state=state, decided_at=timezone.now(), **fields)
    if not decided:
        raise NotNowError
