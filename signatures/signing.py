"""What a signatory does, each as one transaction. Nothing here sends or counts."""

from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from correspondence import rates
from correspondence.addresses import domain_of, is_disposable, key, network_of
from correspondence.links import revoke
from correspondence.models import Event
from correspondence.outbox import enqueue
from statement.models import StatementText

from . import register
from .models import Consent, ConsentWording, Correction, Signatory, Signature

SUBJECT = "signature"
CONFIRM, MANAGE, SUCCEED = (
    "signatures.confirm",
    "signatures.manage",
    "signatures.succeed",
)

State, Flag = Signature.State, Signature.Flag
# Confirmed, and not closed: what its signatory may change, hand over or withdraw.
STANDING = (State.WAITING, State.ASKED, State.PUBLISHED)


@dataclass
class Answers:
    """A complete, valid form: facts of the organisation, the person, consents."""

    facts: dict[str, str]
    name: str
    job_title: str
    email: str
    language: str
    text: StatementText
    consents: list[ConsentWording]
    ip: str
    filled_honeypot: bool = False
    flags: list[str] = field(init=False)

    def __post_init__(self):
        # In the order of the flags, all of them always asked: a blocked signer
        # waits no shorter than a welcome one.
        found = set(rates.exceeded("sign", ip=self.ip, address=self.email))
        if rates.blocked(ip=self.ip, address=self.email):
            found.add(Flag.BLOCKED)
        if self.filled_honeypot:
            found.add(Flag.HONEYPOT)
        if is_disposable(domain_of(self.email)):
            found.add(Flag.DISPOSABLE)
        self.flags = [flag for flag in Flag.values if flag in found]

    @property
    def is_suspicious(self) -> bool:
        # A disposable address is flagged for the reviewer, no more.
        return bool(set(self.flags) - {Flag.DISPOSABLE})


def record(verb: str, signature: Signature, **data) -> Event:
    return Event.objects.record(verb, SUBJECT, signature.pk, **data)


def locked(signature: Signature) -> Signature:
    """The row as it is now, held until the transaction ends."""
    return Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)


def write(signature: Signature, kind: str, **options) -> None:
    """Puts a mail to the signature's person into the outbox, if there is one."""
    person = signature.signatory
    if person:
        enqueue(
            f"signatures.{kind}",
            signature.pk,
            language=person.language,
            address=person.email,
            **options,
        )


@transaction.atomic
def submit(answers: Answers) -> None:
    """Takes a form. What becomes of it, the signer learns by mail alone."""
    signature = fill(Signature(), answers)
    signature.set_duplicate_key(answers.email)
    try:
        with transaction.atomic():
            signature.save()
    except IntegrityError:
        again(signature.duplicate_key, answers)
        return
    add_person(signature, answers)
    record("submitted", signature, flags=answers.flags)
    if signature.state == State.UNCONFIRMED:
        write(signature, "confirm")


def fill(signature: Signature, answers: Answers) -> Signature:
    for name, value in answers.facts.items():
        setattr(signature, name, value)
    signature.text = answers.text
    signature.language = answers.language
    signature.flags = answers.flags
    signature.signed_on = timezone.now().date()
    signature.state = State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED
    return signature


def add_person(signature: Signature, answers: Answers) -> None:
    give_person(
        signature,
        answers.consents,
        name=answers.name,
        job_title=answers.job_title,
        email=answers.email,
        language=answers.language,
        network_key=key(network_of(answers.ip), "network"),
    )


def give_person(
    signature: Signature, wordings: list[ConsentWording], **fields: str
) -> None:
    """``fields`` are those of a ``Signatory``, whom nobody outside needs to know."""
    person = Signatory.objects.create(signature=signature, **fields)
    give_consents(person, wordings)


def give_consents(person: Signatory, wordings: list[ConsentWording]) -> None:
    Consent.objects.bulk_create(
        Consent(signatory=person, wording=wording) for wording in wordings
    )


def again(duplicate_key: str, answers: Answers) -> None:
    """The same organisation from the same mailbox: the first signature stands.

    Until it is confirmed, what was written last replaces what was written before.
    """
    found = Signature.objects.open().filter(duplicate_key=duplicate_key)
    signature = found.select_for_update(of=("self",)).first()
    if signature is None:
        return  # closed in this very moment; nobody is told anything else
    if answers.is_suspicious and signature.state != State.QUARANTINED:
        return  # what stands is left alone
    if signature.state not in (State.QUARANTINED, State.UNCONFIRMED):
        write(signature, "known")
        return
    fill(signature, answers)
    signature.save()
    signature.people.all().delete()
    add_person(signature, answers)
    record("submitted again", signature, flags=answers.flags)
    if signature.state == State.UNCONFIRMED:
        write(signature, "confirm")


@transaction.atomic
def confirm(signature: Signature) -> Signature:
    """Pressing the button any number of times confirms once."""
    signature = locked(signature)
    if signature.state == State.UNCONFIRMED:
        signature.state = State.WAITING
        signature.confirmed_at = timezone.now()
        signature.save()
        record("confirmed", signature)
        write(signature, "confirmed")
    return signature


@transaction.atomic
def disown(signature: Signature) -> Signature:
    """“It was not us”: forgets the person at once. Later presses change nothing."""
    signature = locked(signature)
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
    if was_published:
        register.append("withdrawn", signature)


def forget_person(
    signature: Signature, purposes: tuple[str, ...] = (CONFIRM, MANAGE, SUCCEED)
) -> None:
    """Deletes who signed, and every way back to them. The signature stands."""
    signature.people.all().delete()
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
        write(signature, "withdrawn")
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
    """Mails the private link of each live signature of an address, in one mail."""
    people = Signatory.objects.of(address).filter(is_current=True)
    signatures = Signature.objects.live().filter(people__in=people)
    if newest := signatures.order_by("-pk").first():
        enqueue("signatures.links", newest.pk, language=language, address=address)


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
