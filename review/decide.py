"""What staff do with a signature, each as one transaction, recorded and reversible.

The signatory is told of each turn in their language. Mails of a bulk action wait for
``UNDO``, so that undoing it calls back what has not left.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from events.deeds import NotNowError
from organisations.models import Organisation
from ror.matching import ids_of
from signatures.models import Correction, Signature
from signatures.succession import hand_over
from signatures.transitions import (
    change,
    enqueue_mail,
    fingerprint,
    locked,
    locked_for,
    move,
    record,
)

from .undoing import (
    detach_organisation,
    drop_waiting_mails,
    has_left,
    is_confirmation_waiting,
    last_state,
)

State = Signature.State
UNDO = timedelta(minutes=5)


def facts_seen(signature: Signature) -> str:
    """What a page sends along, to say which facts were on the screen."""
    return fingerprint(signature.facts)


def as_seen(signature: Signature, seen: str | None) -> None:
    if seen is not None and seen != facts_seen(signature):
        raise NotNowError


def mail_turn(signature: Signature, kind: str, batch: UUID | None, **data: Any) -> None:
    data["batch"] = str(batch) if batch else ""
    delay = UNDO if batch else timedelta(0)
    enqueue_mail(signature, kind, data=data, delay=delay, by_staff=True)


@transaction.atomic
def publish(
    signature: Signature,
    actor: AbstractBaseUser | None,
    organisation: Organisation | None = None,
    batch: UUID | None = None,
    seen: str | None = None,
    apart: Collection[int] = (),
) -> Signature:
    """Makes it public under an organisation: the given one, the one it has, or a
    new one made of its own facts.

    ``seen`` is the ``facts_seen`` of what the reviewer had on the screen: until it
    is public, the signatory may change it at any time. ``apart`` are the signatures
    that look as if they were of the same organisation, and are not.
    """
    signature = locked_for("publish", signature)
    as_seen(signature, seen)
    is_new = not (organisation or signature.organisation)
    signature.organisation = (
        organisation or signature.organisation or new_organisation(signature)
    )
    move(signature, "publish")
    record(
        "published",
        signature,
        actor=actor,
        batch=batch,
        organisation=signature.organisation_id,
        is_new=is_new,
        **({"apart": list(apart)} if apart else {}),
    )
    mail_turn(signature, "published", batch)
    return signature


def new_organisation(signature: Signature) -> Organisation:
    shared = ("name", "name_latin", "kind", "sector", "country", "website")
    facts = {name: getattr(signature, name) for name in shared}
    return Organisation.objects.create(**facts, **ids_of(facts))


@transaction.atomic
def reject(
    signature: Signature,
    actor: AbstractBaseUser | None,
    reason: str,
    words: str = "",
    batch: UUID | None = None,
) -> Signature:
    signature = locked_for("reject", signature)
    was = signature.state
    move(signature, "reject")
    record("rejected", signature, actor=actor, batch=batch, was=was, reason=reason)
    # Who was never written to, or never answered, is not written to now.
    if was not in (State.QUARANTINED, State.UNCONFIRMED):
        mail_turn(signature, "rejected", batch, reason=reason, words=words)
    return signature


@transaction.atomic
def ask(
    signature: Signature,
    actor: AbstractBaseUser | None,
    words: str = "",
    question: str = "",
) -> Signature:
    """Asks one of our questions, in the signatory's language, or in staff's words."""
    signature = locked_for("ask", signature)
    move(signature, "ask")
    asked = {"question": question} if question else {}
    record("asked", signature, actor=actor, **asked)
    mail_turn(signature, "asked", None, words=words, **asked)
    return signature


@transaction.atomic
def merge(
    signature: Signature, into: Signature, actor: AbstractBaseUser | None
) -> Signature:
    """Two signatures of one organisation become one, the other's."""
    # In one order, so that a merge the other way round waits, and finds it done.
    rows = {
        row.pk: locked_for("merge", row)
        for row in sorted((signature, into), key=lambda row: row.pk)
    }
    signature, into = rows[signature.pk], rows[into.pk]
    if signature.pk == into.pk or signature.text.version != into.text.version:
        raise NotNowError
    was = signature.state
    signature.merged_into = into
    move(signature, "merge")
    record("merged", signature, actor=actor, was=was, into=into.pk)
    record("merged with", into, actor=actor, other=signature.pk)
    mail_turn(signature, "merged", None)
    return signature


@transaction.atomic
def release(
    signature: Signature, actor: AbstractBaseUser | None, batch: UUID | None = None
) -> Signature:
    """Out of quarantine: the signer gets the mail that was held back."""
    signature = locked_for("release", signature)
    # The mail promises as many days as any first one.
    signature.created_at = timezone.now()
    move(signature, "release")
    record("released", signature, actor=actor, batch=batch)
    mail_turn(signature, "confirm", batch)
    return signature


@transaction.atomic
def reopen(
    signature: Signature, actor: AbstractBaseUser | None, batch: UUID | None = None
) -> Signature:
    """Takes back a publication, a rejection or a merge: it is in the queue again.

    Raises ``IntegrityError`` if another signature has taken its place meanwhile.
    """
    signature = locked_for("reopen", signature)
    was = signature.state
    is_told = has_left(signature, was)
    before = State.WAITING if was == State.PUBLISHED else last_state(signature)
    signature.merged_into = None
    if before in (State.QUARANTINED, State.UNCONFIRMED):
        # As many days as any first one: else the next purge would delete the row.
        signature.created_at = timezone.now()
    move(signature, "reopen", before)
    if was == State.PUBLISHED:
        detach_organisation(signature)
    drop_waiting_mails(signature)
    record("reopened", signature, actor=actor, batch=batch, was=was)
    if before == State.UNCONFIRMED and not is_confirmation_waiting(signature):
        # The rejection told them nothing, and their link may have expired.
        mail_turn(signature, "confirm", batch)
    elif is_told:
        mail_turn(signature, "reopened", batch)
    return signature


@transaction.atomic
def hold_again(
    signature: Signature, actor: AbstractBaseUser | None, batch: UUID | None = None
) -> Signature:
    """Into quarantine again, and its mail is called back if it has not left."""
    signature = locked_for("hold again", signature)
    move(signature, "hold again")
    drop_waiting_mails(signature, "confirm")
    record("held again", signature, actor=actor, batch=batch)
    return signature


def locked_in(signature: Signature, *states: str) -> Signature:
    signature = locked(signature)
    if signature.state not in states:
        raise NotNowError
    return signature


def published(signature: Signature) -> Signature:
    return locked_in(signature, State.PUBLISHED)


def confirmed(signature: Signature) -> Signature:
    return locked_in(signature, *Signature.CONFIRMED)


@transaction.atomic
def accept(correction: Correction, actor: AbstractBaseUser | None) -> Signature:
    """The wanted change becomes public, and an entry of the register."""
    signature = published(correction.signature)
    before = {name: getattr(signature, name) for name in correction.wanted}
    decide(correction, Correction.State.ACCEPTED, before=before)
    change(signature, correction.wanted)
    mail_turn(signature, "corrected", None)
    # Names of fields alone: values may have to be forgotten, events never are.
    fields = sorted(correction.wanted)
    record("correction accepted", signature, actor=actor, fields=fields)
    return signature


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
    signature = confirmed(signature)
    as_seen(signature, seen)
    wanted = {
        name: value
        for name, value in facts.items()
        if value != getattr(signature, name)
    }
    if wanted:
        change(signature, wanted)
        if signature.is_published:
            mail_turn(signature, "corrected", None)
        record("amended", signature, actor=actor, fields=sorted(wanted))
    return signature


@transaction.atomic
def invite(
    signature: Signature, actor: AbstractBaseUser | None, email: str, language: str
) -> Signature:
    """Asks somebody to answer for a signature that has nobody (any more)."""
    signature = confirmed(signature)
    if signature.signatory:
        raise NotNowError
    record("invited", signature, actor=actor)
    hand_over(signature, email, language, by_staff=True)
    return signature


@transaction.atomic
def decline(
    correction: Correction, actor: AbstractBaseUser | None, words: str
) -> Signature:
    signature = published(correction.signature)
    decide(correction, Correction.State.DECLINED)
    record("correction declined", signature, actor=actor)
    mail_turn(signature, "declined", None, words=words)
    return signature


def decide(correction: Correction, state: str, **fields: Any) -> None:
    decided = Correction.objects.filter(
        pk=correction.pk, state=Correction.State.WAITING
    ).update(state=state, decided_at=timezone.now(), **fields)
    if not decided:
        raise NotNowError
