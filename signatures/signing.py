"""What a signatory does, each as one transaction. Nothing here sends or counts."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from correspondence.links import revoke
from correspondence.models import Message
from correspondence.outbox import enqueue
from events.deeds import ChangedError
from limits import repeats
from limits.networks import network_of
from openheritage.addresses import address_key
from openheritage.composed import insert_unless_taken
from openheritage.pseudonyms import key

from .answers import Answers
from .models import Correction, Signatory, Signature
from .sent import Sent
from .standing import find_open
from .transitions import (
    CONFIRM,
    MANAGE,
    SUCCEED,
    change,
    enqueue_mail,
    fingerprint,
    forget_person,
    give_person,
    locked,
    move,
    record,
    replace_corrections,
    waiting_mails,
)

State = Signature.State
NOT_CONFIRMED = (State.QUARANTINED, State.UNCONFIRMED)

# How often a form that meets another one of its kind looks again for what stands.
TRIES = 5


@transaction.atomic
def submit(answers: Answers, sent: Sent | None = None) -> None:
    """Takes a form. What becomes of it, the signer learns by mail alone.

    ``sent`` tells it from others: the second of the same name changes nothing, and
    writes no mail. What it says is kept for its sender, to correct the address.

    Each way through asks the database about as often as the others, and ends with a
    mail, though it may be held: how long it takes tells nobody who has signed.
    """
    if sent is None:
        take(answers, None)
    elif repeats.keep(sent.key, sent.secret, answers.packed()):
        take(answers, sent.key)
    else:
        # Its sender knows that it is: nobody learns that from the savepoint's time.
        with repeats.undone(True):
            take(answers, sent.key)


@transaction.atomic
def send_again(answers: Answers, sent: Sent) -> None:
    """As the form was sent, for whoever has not got its mail: writes another."""
    take(answers, sent.key)


@transaction.atomic
def correct_address(answers: Answers, before: Sent, sent: Sent) -> None:
    """The form anew, with another address, in the place of what it has made.

    What it has not made (a signature that stood before, or was confirmed, merged or
    rejected meanwhile) stays as it is, and this is a form like any other: whoever
    reads the new mailbox learns nothing of it.
    """
    is_repeated = not repeats.keep(sent.key, sent.secret, answers.packed())
    with repeats.undone(is_repeated):
        signature = made_by(before, answers)
        # Of none, too: it takes as long.
        end_mails(signature or Signature(pk=0))
        if signature is None:
            take(answers, sent.key)
        else:
            readdress(signature, answers, sent.key)


def made_by(sent: Sent, answers: Answers) -> Signature | None:
    """What a form of these answers has made, locked, if it may still be changed:
    nobody has confirmed it, nor written something else since."""
    number = repeats.made_by(sent.key) or 0
    rows = Signature.objects.filter(pk=number, state__in=NOT_CONFIRMED)
    rows = rows.select_related("text__version")
    signature = rows.select_for_update(of=("self",)).first()
    person = signature.signatory if signature else None
    if signature is None or person is None:
        return None
    said = [answers.facts, answers.text.pk, answers.name, answers.job_title, sent.email]
    stands = [signature.facts, signature.text_id]
    stands += [person.name, person.job_title, person.email]
    return signature if stands == said else None


def end_mails(signature: Signature) -> None:
    """Those that went to the old address, or were about to."""
    waiting_mails(signature, "confirm").update(state=Message.State.DROPPED)
    revoke(CONFIRM, signature.pk)


def readdress(signature: Signature, answers: Answers, sent: str) -> None:
    """If another signature has the new address, that one is signed again instead."""
    old = signature.duplicate_key
    signature.set_duplicate_key(answers.email)
    is_same = signature.duplicate_key == old
    found = None if is_same else find_open(signature, answers.email)
    if found is not None:
        record("address corrected", signature)
        # Deleting it here would take longer, and tell who has signed: it is as old as
        # what the next cleaning deletes.
        overdue = timezone.now() - timedelta(days=settings.UNCONFIRMED_DAYS + 1)
        Signature.objects.filter(pk=signature.pk).update(created_at=overdue)
        sign_again(found, answers)
        return
    write_anew(signature, answers)
    repeats.claim(signature.pk, sent)
    record("address corrected", signature)
    enqueue_mail(signature, "confirm", patient=True, held=answers.is_suspicious)


def take(answers: Answers, sent: str | None) -> None:
    signature = fill(Signature(), answers)
    signature.set_duplicate_key(answers.email)
    for _try in range(TRIES):
        found = find_open(signature, answers.email)
        if found is not None:
            sign_again(found, answers)
            return
        signature.derive()
        if not insert_unless_taken(signature):
            # Another form was faster. It may be closed by now, as by “It was not
            # us”: then this one is the first again.
            continue
        add_person(signature, answers)
        repeats.claim(signature.pk, sent)
        record("submitted", signature, flags=answers.flags)
        enqueue_mail(signature, "confirm", patient=True, held=answers.is_suspicious)
        return
    raise IntegrityError("A signature is in the way that cannot be found.")


def fill(signature: Signature, answers: Answers) -> Signature:
    for name, value in answers.facts.items():
        setattr(signature, name, value)
    signature.text = answers.text
    signature.language = answers.language
    signature.flags = answers.flags
    signature.signed_on = timezone.now().date()
    if signature.pk is None:
        signature.state = first_state(answers)
    return signature


def first_state(answers: Answers) -> str:
    return State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED


def add_person(
    signature: Signature, answers: Answers, instead: Signatory | None = None
) -> None:
    """``instead``: the person whose row is written anew."""
    give_person(
        signature,
        answers.consents,
        pk=instead.pk if instead else None,
        name=answers.name,
        job_title=answers.job_title,
        email=answers.email,
        language=answers.language,
        network_key=key(network_of(answers.ip), "network"),
    )


def sign_again(signature: Signature, answers: Answers) -> None:
    """The same organisation from the same mailbox: the first signature stands.

    Until it is confirmed, what was written last replaces what was written before. A
    mail that has not left yet tells of that: there is no second one.
    """
    record("submitted again", signature, flags=answers.flags)
    # None has been mailed before: this one may wait for a free day. Later ones may
    # not, or anybody could fill somebody's days for a month.
    is_first = signature.state == State.QUARANTINED
    is_confirmed = signature.state in Signature.CONFIRMED
    is_known = is_confirmed or (answers.is_suspicious and not is_first)
    kind = "known" if is_known else "confirm"
    options = {"unless_waiting": True, "held": answers.is_suspicious}
    if is_known:
        write_in_vain(signature, answers)
        enqueue_mail(signature, kind, **options)
        return
    write_anew(signature, answers)
    enqueue_mail(signature, kind, patient=is_first, **options)


def write_in_vain(signature: Signature, answers: Answers) -> None:
    """Changes nothing, and takes as long as ``write_anew``."""
    before = signature.signatory
    with repeats.undone(True):
        Signature.objects.filter(pk=signature.pk).update(flags=signature.flags)
        write_person(signature, answers)
    signature.signatory = before


def write_anew(signature: Signature, answers: Answers) -> None:
    fill(signature, answers)
    signature.set_duplicate_key(answers.email)
    # The new mail promises as many days as the first one.
    signature.created_at = timezone.now()
    move(signature, "sign again", first_state(answers))
    write_person(signature, answers)


def write_person(signature: Signature, answers: Answers) -> None:
    before = signature.signatory
    if before is not None:
        before.consents.all().delete()
    add_person(signature, answers, instead=before)


def shown(signature: Signature) -> str:
    """Stands for all that a signer sees before they confirm."""
    person = signature.signatory
    fields = ("name", "job_title", "email")
    seen: dict = signature.facts | {"text": signature.text_id, "pk": signature.pk}
    seen["person"] = [getattr(person, name, "") for name in fields]
    return fingerprint(seen)


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
        signature.confirmed_at = timezone.now()
        move(signature, "confirm")
        record("confirmed", signature)
        enqueue_mail(signature, "confirmed")
    return signature


@transaction.atomic
def disown(signature: Signature, seen: str | None = None) -> Signature:
    """“That was not us”: forgets the person at once. Later presses change nothing."""
    signature = as_shown(signature, seen)
    if signature.state == State.UNCONFIRMED:
        move(signature, "disown")
        # The link of the mail stays until it expires, to say so when it is pressed
        # again.
        forget_person(signature, (MANAGE, SUCCEED))
        record("disowned", signature)
    return signature


@transaction.atomic
def withdraw(signature: Signature) -> Signature:
    signature = locked(signature)
    if signature.state in Signature.CONFIRMED:
        move(signature, "withdraw")
        # They hold what was public, and what was to be.
        signature.corrections.all().delete()
        record("withdrawn", signature)
        enqueue_mail(signature, "withdrawn")
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
            replace_corrections(signature)
            Correction.objects.create(signature=signature, wanted=wanted)
            record("correction wanted", signature, fields=sorted(wanted))
    elif signature.state in (State.WAITING, State.ASKED):
        change(signature, wanted)
        if answer:
            signature.people.filter(is_current=True).update(answer=answer)
        if signature.state == State.ASKED and (wanted or answer):
            move(signature, "answer")
        record("corrected", signature, fields=sorted(wanted))
    return signature


@transaction.atomic
def send_data(signature: Signature) -> None:
    """One that has not left tells of all that there is then."""
    record("data asked for", signature)
    if not waiting_mails(signature, "data").exists():
        enqueue_mail(signature, "data")


@transaction.atomic
def send_links(address: str, language: str) -> None:
    """Mails the private link of each live signature of an address, in one mail.

    Whether there is any is found when it leaves: asking takes as long for all. While
    one waits, there is no second.
    """
    waits = Message.objects.filter(
        kind="signatures.links",
        address_key=address_key(address),
        state=Message.State.WAITING,
    ).exists()
    enqueue(
        "signatures.links",
        0,
        language=language,
        address=address,
        held=waits,
    )


@transaction.atomic
def sign_on_paper(
    signature: Signature, signed_on: date, actor: AbstractBaseUser
) -> Signature:
    """Staff enter what was signed elsewhere. Raises ``IntegrityError`` if a live
    signature on paper under this name exists."""
    signature.signed_on = signed_on
    signature.state = State.WAITING
    signature.confirmed_at = timezone.now()
    signature.set_duplicate_key("")
    signature.save()
    record("entered", signature, actor=actor, source=signature.source)
    return signature
