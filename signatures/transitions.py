"""What may become of a signature, and what every deed on one needs.

A deed (``signing``, ``succession``, the desk's decisions, ``retention``) is one
transaction: it locks the row, calls ``move``, ``change`` or ``delete`` of this
module, and records what was done. Nothing else sets a state or changes what is
public, so that everybody who keeps a copy hears of it (``openheritage.signals``).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from consents.models import ConsentWording, give_consents
from correspondence.links import revoke
from correspondence.models import Message, MessageQuerySet
from correspondence.outbox import enqueue
from events.deeds import NotNowError
from events.models import Event
from journal import lines as journal
from openheritage.composed import insert, update
from openheritage.pseudonyms import key
from openheritage.signals import CORRECTED, PUBLISHED, WITHDRAWN, public_changed

from .models import Correction, Signatory, Signature

# What events and mails are about.
SUBJECT = "signature"
# Of mails to whoever is behind an address, if anybody is.
ADDRESS = "address"
# Lines of the journal.
JOURNAL_STATE, JOURNAL_GONE = "signature.state", "signature.gone"
# Of private links.
CONFIRM, MANAGE, SUCCEED = (
    "signatures.confirm",
    "signatures.manage",
    "signatures.succeed",
)

State = Signature.State


@dataclass(frozen=True)
class Transition:
    sources: tuple[str, ...]
    targets: tuple[str, ...]


# A row begins as one of these: a form (suspicious or not), or paper that staff enter.
FIRST = (State.QUARANTINED, State.UNCONFIRMED, State.WAITING)

# {deed: from which states into which}; docs/architecture.md has the same table.
TRANSITIONS = {
    "sign again": Transition(
        (State.QUARANTINED, State.UNCONFIRMED), (State.QUARANTINED, State.UNCONFIRMED)
    ),
    "confirm": Transition((State.UNCONFIRMED,), (State.WAITING,)),
    "disown": Transition((State.UNCONFIRMED,), (State.DISOWNED,)),
    "answer": Transition((State.ASKED,), (State.WAITING,)),
    "withdraw": Transition(Signature.CONFIRMED, (State.WITHDRAWN,)),
    "publish": Transition((State.WAITING, State.ASKED), (State.PUBLISHED,)),
    "ask": Transition((State.WAITING, State.ASKED), (State.ASKED,)),
    "merge": Transition(Signature.CONFIRMED, (State.MERGED,)),
    "reject": Transition(Signature.OPEN, (State.REJECTED,)),
    "release": Transition((State.QUARANTINED,), (State.UNCONFIRMED,)),
    "hold again": Transition((State.UNCONFIRMED,), (State.QUARANTINED,)),
    "reopen": Transition(
        (State.PUBLISHED, State.REJECTED, State.MERGED),
        (State.WAITING, State.ASKED, State.UNCONFIRMED, State.QUARANTINED),
    ),
}


def locked(signature: Signature) -> Signature:
    """The row as it is now, held until the transaction ends."""
    return Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)


def locked_for(deed: str, signature: Signature) -> Signature:
    """The row, locked, if its state allows the deed; else raises ``NotNowError``."""
    signature = locked(signature)
    if signature.state not in TRANSITIONS[deed].sources:
        raise NotNowError
    return signature


def record(verb: str, signature: Signature, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, signature.pk, **data)


def enqueue_mail(signature: Signature, kind: str, **options: Any) -> None:
    """Puts a mail to the signature's person into the outbox, if there is one."""
    person = signature.signatory
    if person and not enqueue(
        f"signatures.{kind}",
        signature.pk,
        language=person.language,
        address=person.email,
        **options,
    ):
        record("mail not sent", signature, kind=kind, why="budget")


def waiting_mails(signature: Signature, *kinds: str) -> MessageQuerySet:
    """Mails of these kinds about it that have not left."""
    return Message.objects.about(SUBJECT, signature.pk).filter(
        state=Message.State.WAITING,
        kind__in=[f"signatures.{kind}" for kind in kinds],
    )


def fingerprint(values: dict) -> str:
    """Stands for what was on a screen. Keyed, so that it leads back to no address."""
    return key(json.dumps(values, sort_keys=True), "shown")


# What is public ------------------------------------------------------------------


def tell(signature: Signature, change: str, **was: Any) -> None:
    public_changed.send(Signature, instance=signature, change=change, **was)


def move(signature: Signature, deed: str, state: str | None = None) -> None:
    """Saves the locked row with its new state. Raises ``NotNowError``.

    ``state`` is needed where the deed may lead to several. What the organisation
    wanted corrected is void once the entry is closed, or public no more.
    """
    transition = TRANSITIONS[deed]
    state = state or transition.targets[0]
    if signature.state not in transition.sources or state not in transition.targets:
        raise NotNowError
    was_public, now = signature.is_published, timezone.now()
    published_at = signature.published_at
    signature.state = state
    signature.closed_at = now if state in Signature.CLOSED else None
    signature.published_at = now if state == State.PUBLISHED else None
    signature.was_public |= signature.is_published
    signature.save()
    if was_public or signature.closed_at:
        replace_corrections(signature)
    if deed != "sign again":
        write_down(signature, deed)
    if signature.is_published:
        tell(signature, PUBLISHED)
    elif was_public:
        tell(signature, WITHDRAWN, published_at=published_at)


def write_down(signature: Signature, deed: str) -> None:
    """For the journal: what a restored backup must not undo."""
    times = ("confirmed_at", "published_at", "closed_at")
    into = signature.merged_into
    journal.write(
        JOURNAL_STATE,
        reference=signature.reference,
        deed=deed,
        state=signature.state,
        was_public=signature.was_public,
        into=into.reference if into else None,
        organisation=signature.organisation_id,
        **{name: moment(getattr(signature, name)) for name in times},
    )


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def write_gone(signature: Signature, what: str) -> None:
    """That a person, a successor or the whole row is gone."""
    journal.write(JOURNAL_GONE, reference=signature.reference, what=what)


def change(signature: Signature, wanted: dict[str, str]) -> None:
    """Writes other facts into the locked row.

    Raises ``IntegrityError`` if another open signature has the new name.
    """
    for name, value in wanted.items():
        setattr(signature, name, value)
    person = signature.signatory
    if wanted.keys() & {"name", "country"} and (
        person or signature.source != Signature.Source.WEB
    ):
        signature.set_duplicate_key(person.email if person else "")
    signature.save()
    if signature.is_published:
        tell(signature, CORRECTED)


def delete(signature: Signature) -> None:
    """Deletes a row that came to nothing. What was public once stays, to say so:
    raises ``NotNowError``."""
    if signature.was_public:
        raise NotNowError
    write_gone(signature, "row")
    signature.delete()


def replace_corrections(signature: Signature) -> None:
    signature.corrections.filter(state=Correction.State.WAITING).update(
        state=Correction.State.REPLACED, decided_at=timezone.now()
    )


# The person ----------------------------------------------------------------------


def give_person(
    signature: Signature, wordings: list[ConsentWording], **fields: str | int | None
) -> None:
    """``fields`` are those of a ``Signatory``, whom nobody outside needs to know."""
    person = Signatory(signature=signature, **fields)
    person.derive()
    if fields.get("pk") is None or not update(person):
        insert([person])
    give_consents(person, wordings)
    signature.signatory = person


def forget_person(
    signature: Signature, purposes: tuple[str, ...] = (CONFIRM, MANAGE, SUCCEED)
) -> None:
    """Deletes who signed, and every way back to them. The signature stands."""
    write_gone(signature, "person")
    signature.people.all().delete()
    signature.corrections.all().delete()
    signature.forget_address()
    signature.save()
    for purpose in purposes:
        revoke(purpose, signature.pk)
