"""What a signatory does, each as one transaction. Nothing here sends or counts."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from correspondence.addresses import key, network_of
from correspondence.links import revoke
from correspondence.models import Event
from correspondence.outbox import enqueue

from . import register
from .answers import Answers
from .models import Consent, ConsentWording, Correction, Signatory, Signature
from .models.register import commitment

SUBJECT = "signature"
# Of mails to whoever is behind an address, if anybody is.
ADDRESS = "address"
CONFIRM, MANAGE, SUCCEED = (
    "signatures.confirm",
    "signatures.manage",
    "signatures.succeed",
)

State = Signature.State
# Confirmed, and not closed: what its signatory may change, hand over or withdraw.
STANDING = (State.WAITING, State.ASKED, State.PUBLISHED)


class ChangedError(Exception):
    """What is answered is no longer what was shown."""


def record(verb: str, signature: Signature, **data) -> Event:
    return Event.objects.record(verb, SUBJECT, signature.pk, **data)


def locked(signature: Signature) -> Signature:
    """The row as it is now, held until the transaction ends."""
    return Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)


def write(signature: Signature, kind: str, **options) -> None:
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


@transaction.atomic
def submit(answers: Answers) -> None:
    """Takes a form. What becomes of it, the signer learns by mail alone.

    Each way through asks the database about as often as the others, and ends with a
    mail, though it may be held: how long it takes tells nobody who has signed.
    """
    signature = fill(Signature(), answers)
    signature.set_duplicate_key(answers.email)
    found = standing(signature.duplicate_key)
    if found is None:
        try:
            with transaction.atomic():
                signature.save()
        except IntegrityError:
            # Another form was faster; nothing is found if it is closed by now.
            found = standing(signature.duplicate_key)
        else:
            add_person(signature, answers)
            record("submitted", signature, flags=answers.flags)
            write(signature, "confirm", patient=True, held=answers.is_suspicious)
    if found is not None:
        with transaction.atomic():
            again(found, answers)


def standing(duplicate_key: str) -> Signature | None:
    """What stands in the way of a signature of this key, locked."""
    found = Signature.objects.open().filter(duplicate_key=duplicate_key)
    return found.select_for_update(of=("self",)).first()


def fill(signature: Signature, answers: Answers) -> Signature:
    for name, value in answers.facts.items():
        setattr(signature, name, value)
    signature.text = answers.text
    signature.language = answers.language
    signature.flags = answers.flags
    signature.signed_on = timezone.now().date()
    signature.state = State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED
    return signature


def add_person(
    signature: Signature, answers: Answers, instead: Signatory | None = None
) -> None:
    """``instead``: the person whose row is written anew."""
    give_person(
        signature,
        answers.consents,
        pk=instead and instead.pk,
        name=answers.name,
        job_title=answers.job_title,
        email=answers.email,
        language=answers.language,
        network_key=key(network_of(answers.ip), "network"),
    )


def give_person(
    signature: Signature, wordings: list[ConsentWording], **fields: str | int | None
) -> None:
    """``fields`` are those of a ``Signatory``, whom nobody outside needs to know."""
    person = Signatory(signature=signature, **fields)
    person.save()
    give_consents(person, wordings)
    signature.signatory = person


def give_consents(person: Signatory, wordings: list[ConsentWording]) -> None:
    Consent.objects.bulk_create(
        Consent(signatory=person, wording=wording) for wording in wordings
    )


def again(signature: Signature, answers: Answers) -> None:
    """The same organisation from the same mailbox: the first signature stands.

    Until it is confirmed, what was written last replaces what was written before.
    """
    record("submitted again", signature, flags=answers.flags)
    # None has been mailed before: this one may wait for a free day. Later ones may
    # not, or anybody could fill somebody's days for a month.
    is_first = signature.state == State.QUARANTINED
    if signature.state in STANDING or (answers.is_suspicious and not is_first):
        write(signature, "known", held=answers.is_suspicious)
        return
    before = signature.signatory
    fill(signature, answers)
    # The new mail promises as many days as the first one.
    signature.created_at = timezone.now()
    signature.save()
    Consent.objects.filter(signatory=before).delete()
    add_person(signature, answers, instead=before)
    write(signature, "confirm", patient=is_first, held=answers.is_suspicious)


def shown(signature: Signature) -> str:
    """Stands for all that a signer sees before they confirm."""
    person = signature.signatory
    fields = ("name", "job_title", "email")
    seen = signature.facts | {"text": signature.text_id}
    seen["person"] = [getattr(person, name, "") for name in fields]
    # A hash of it, salted so that it leads back to no address.
    return commitment(signature.duplicate_key, seen)


def as_shown(signature: Signature, seen: str | None) -> Signature:
    """The row, locked. Raises ``ChangedError`` if other answers were ``seen``."""
    signature = locked(signature)
    is_open = signature.state == State.UNCONFIRMED
    if is_open and seen is not None and seen != shown(signature):
        raise ChangedError
    return signature


@transaction.atomic
def confirm(signature: Signature, seen: str | None = None) -> Signature:
    """Pressing the button any number of times confirms once."""
    signature = as_shown(signature, seen)
    if signature.state == State.UNCONFIRMED:
        signature.state = State.WAITING
        signature.confirmed_at = timezone.now()
        signature.save()
        record("confirmed", signature)
        write(signature, "confirmed", patient=True)
    return signature


@transaction.atomic
def disown(signature: Signature, seen: str | None = None) -> Signature:
    """“It was not us”: forgets the person at once. Later presses change nothing."""
    signature = as_shown(signature, seen)
    if signature.state == State.UNCONFIRMED:
        close(signature, State.DISOWNED)
        # The link of the mail stays until it expires, to say so when it is pressed
        # again.
        forget_person(signature, (MANAGE, SUCCEED))
        record("disowned", signature)
    return signature


def close(signature: Signature, state: str) -> None:
    """Ends a live signature; what was public is taken back in the register."""
    was_published = signature.is_published
    signature.state = state
    signature.closed_at = timezone.now()
    signature.published_at = None
    signature.save()
    signature.corrections.filter(state=Correction.State.WAITING).update(
        state=Correction.State.REPLACED, decided_at=timezone.now()
    )
    if state == State.WITHDRAWN:
        # They hold what was public, and what was to be.
        signature.corrections.all().delete()
    if was_published:
        register.append("withdrawn", signature)


def forget_person(
    signature: Signature, purposes: tuple[str, ...] = (CONFIRM, MANAGE, SUCCEED)
) -> None:
    """Deletes who signed, and every way back to them. The signature stands."""
    signature.people.all().delete()
    signature.corrections.all().delete()
    signature.forget_address()
    signature.save()
    for purpose in purposes:
        revoke(purpose, signature.pk)


@transaction.atomic
def withdraw(signature: Signature) -> Signature:
    signature = locked(signature)
    if signature.state in STANDING:
        close(signature, State.WITHDRAWN)
        record("withdrawn", signature)
        write(signature, "withdrawn", patient=True)
    return signature


@transaction.atomic
def correct(signature: Signature, facts: dict[str, str], answer: str = "") -> Signature:
    """Changes an entry that is not public yet, and proposes a change to one that is.

    An answer to reviewers who asked back puts the signature into their queue again.
    """
    signature = locked(signature)
    wanted = {
        name: value
        for name, value in facts.items()
        if value != getattr(signature, name)
    }
    if signature.is_published:
        if wanted:
            signature.corrections.filter(state=Correction.State.WAITING).update(
                state=Correction.State.REPLACED, decided_at=timezone.now()
            )
            Correction.objects.create(signature=signature, wanted=wanted)
            record("correction wanted", signature, fields=sorted(wanted))
    elif signature.state in (State.WAITING, State.ASKED):
        for name, value in wanted.items():
            setattr(signature, name, value)
        if answer:
            signature.people.filter(is_current=True).update(answer=answer)
        if signature.state == State.ASKED and (wanted or answer):
            signature.state = State.WAITING
        if "name" in wanted and signature.signatory:
            signature.set_duplicate_key(signature.signatory.email)
        signature.save()
        record("corrected", signature, fields=sorted(wanted))
    return signature


@transaction.atomic
def send_data(signature: Signature) -> None:
    record("data asked for", signature)
    write(signature, "data")


@transaction.atomic
def send_links(address: str, language: str) -> None:
    """Mails the private link of each live signature of an address, in one mail.

    Whether there is any is found when it leaves: asking takes as long for all.
    """
    enqueue("signatures.links", 0, language=language, address=address)


@transaction.atomic
def sign_on_paper(signature: Signature, signed_on: date, actor) -> Signature:
    """Staff enter what was signed elsewhere. Raises ``IntegrityError`` if a live
    signature on paper under this name exists."""
    signature.signed_on = signed_on
    signature.state = State.WAITING
    signature.confirmed_at = timezone.now()
    signature.set_duplicate_key("")
    signature.save()
    record("entered", signature, actor=actor, source=signature.source)
    return signature
