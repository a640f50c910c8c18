"""What a volunteer does, each as one transaction. Nothing here sends or counts."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from consents.models import ConsentWording, give_consents
from correspondence.links import revoke
from correspondence.models import Message, MessageQuerySet
from correspondence.outbox import enqueue
from events.deeds import ChangedError, NotNowError
from events.models import Event
from journal import lines
from limits import rates, repeats
from limits.networks import network_of
from openheritage.addresses import domain_of, is_disposable
from openheritage.pseudonyms import key

from .consents import CREDIT
from .lines import Line, Lines
from .models import Offer, Sentence, Volunteer

State = Offer.State
Flag = Offer.Flag

# What events and mails are about.
SUBJECT = "help"
# A line of the journal.
JOURNAL_DEED = "help.deed"
# Of private links.
CONFIRM, MANAGE = "volunteers.confirm", "volunteers.manage"
# What rate rules count.
ACTION = "help"


@dataclass(frozen=True)
class Answers:
    """A complete, valid form."""

    lines: Lines
    given: list[Line]
    name: str
    email: str
    language: str
    consents: list[ConsentWording]
    ip: str
    flags: list[str] = field(default_factory=list)

    @property
    def is_suspicious(self) -> bool:
        return bool(set(self.flags) - {Flag.DISPOSABLE})


def flags_of(*, ip: str, email: str, filled_honeypot: bool) -> list[str]:
    """What is suspicious about a form. Counts as an attempt; all is always asked."""
    found = set(rates.exceeded(ACTION, ip=ip, address=email))
    if rates.is_banned(ip=ip, address=email):
        found.add(Flag.BANNED)
    if filled_honeypot:
        found.add(Flag.HONEYPOT)
    if is_disposable(domain_of(email)):
        found.add(Flag.DISPOSABLE)
    return [flag for flag in Flag.values if flag in found]


def record(verb: str, offer: Offer, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, offer.pk, **data)


def write_down(deed: str, offer: Offer) -> None:
    """For the journal: what a restored backup must not undo."""
    made = offer.created_at.isoformat()
    lines.write(JOURNAL_DEED, offer=offer.pk, made=made, deed=deed)


def enqueue_mail(offer: Offer, kind: str, **options: Any) -> None:
    person = offer.person
    if person and not enqueue(
        f"volunteers.{kind}",
        offer.pk,
        language=person.language,
        address=person.email,
        **options,
    ):
        record("mail not sent", offer, kind=kind, why="budget")


def locked(offer: Offer) -> Offer:
    """The row as it is now, held until the transaction ends."""
    return Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)


@transaction.atomic
def submit(answers: Answers, sent: str) -> None:
    """Takes a form. ``sent`` tells it from others: the second of the same name changes
    nothing, and writes no mail. What becomes of it, its sender learns by mail alone."""
    is_repeated = not repeats.is_first(sent)
    with repeats.undone(is_repeated):
        offer = Offer.objects.create(
            page_key=answers.lines.page.translation_key,
            page_title=answers.lines.page.title,
            locale=answers.lines.locale,
            state=State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED,
            flags=answers.flags,
        )
        Sentence.objects.bulk_create(
            Sentence(
                offer=offer,
                order=line.segment.order,
                path=line.path,
                original=line.original,
                before=line.current,
                text=line.text,
            )
            for line in answers.given
        )
        add_person(offer, answers)
        record("submitted", offer, flags=answers.flags)
        enqueue_mail(offer, "confirm", patient=True, held=answers.is_suspicious)


def add_person(offer: Offer, answers: Answers) -> None:
    person = Volunteer.objects.create(
        offer=offer,
        name=answers.name,
        email=answers.email,
        language=answers.language,
        is_thanked=any(row.purpose == CREDIT for row in answers.consents),
        network_key=key(network_of(answers.ip), "network"),
    )
    give_consents(person, answers.consents)


def shown(offer: Offer) -> str:
    """Stands for all that somebody sees before they confirm."""
    person = offer.person
    said = [offer.pk, person.name if person else "", person.email if person else ""]
    said += [
        text for pair in offer.sentences.values_list("pk", "text") for text in pair
    ]
    return key(repr(said), "shown")


def as_shown(offer: Offer, seen: str | None) -> Offer:
    offer = locked(offer)
    if offer.state == State.UNCONFIRMED and seen is not None and seen != shown(offer):
        raise ChangedError
    return offer


@transaction.atomic
def confirm(offer: Offer, seen: str | None = None) -> Offer:
    """Pressing the button any number of times confirms once."""
    offer = as_shown(offer, seen)
    if offer.state == State.UNCONFIRMED:
        offer.state, offer.confirmed_at = State.WAITING, timezone.now()
        offer.save()
        replace_earlier(offer)
        record("confirmed", offer)
        enqueue_mail(offer, "confirmed")
    return offer


def replace_earlier(offer: Offer) -> None:
    """What the same person has sent for the same sentences before, and nobody has
    decided on: they have thought again."""
    person = offer.person
    if person is None:
        return
    others = Offer.objects.select_for_update(of=("self",)).filter(
        state=State.WAITING,
        page_key=offer.page_key,
        locale=offer.locale_id,
        volunteer__address_key=person.address_key,
    )
    said = set(offer.sentences.values_list("path", "original"))
    for other in others.exclude(pk=offer.pk).order_by("pk"):
        rows = other.sentences.filter(state=Sentence.State.OPEN)
        old = [row.pk for row in rows if (row.path, row.original) in said]
        rows.filter(pk__in=old).update(
            state=Sentence.State.REPLACED, decided_at=timezone.now()
        )
        close_if_done(other, is_told=False)


def close_if_done(offer: Offer, *, is_told: bool = True, words: str = "") -> bool:
    """Ends a locked offer on which nothing is left to decide."""
    if offer.sentences.filter(state=Sentence.State.OPEN).exists():
        return False
    offer.state, offer.closed_at = State.REVIEWED, timezone.now()
    offer.save()
    record("reviewed", offer)
    if is_told:
        enqueue_mail(offer, "reviewed", data={"words": words})
    return True


@transaction.atomic
def disown(offer: Offer, seen: str | None = None) -> Offer:
    """“That was not me”: forgets the person and the words at once."""
    offer = as_shown(offer, seen)
    if offer.state == State.UNCONFIRMED:
        offer.state, offer.closed_at = State.DISOWNED, timezone.now()
        offer.save()
        offer.sentences.all().delete()
        forget_person(offer, keep=(CONFIRM,))
        record("disowned", offer)
        write_down("disown", offer)
    return Offer.objects.get(pk=offer.pk)


@transaction.atomic
def release(offer: Offer, actor: AbstractBaseUser) -> Offer:
    """Staff have looked at what lay in quarantine."""
    offer = locked(offer)
    if offer.state != State.QUARANTINED:
        raise NotNowError
    offer.state, offer.created_at = State.UNCONFIRMED, timezone.now()
    offer.save()
    record("released", offer, actor=actor)
    enqueue_mail(offer, "confirm", by_staff=True)
    return offer


@transaction.atomic
def discard(offer: Offer, actor: AbstractBaseUser) -> None:
    """Staff delete what lay in quarantine, and who sent it."""
    offer = locked(offer)
    if offer.state not in Offer.UNFINISHED:
        raise NotNowError
    record("discarded", offer, actor=actor)
    write_down("forget", offer)
    forget_all(offer)


@transaction.atomic
def thank(offer: Offer, *, is_thanked: bool) -> None:
    """Whether the page of thanks names the person, with whatever they have sent."""
    person = Volunteer.objects.filter(offer=offer).first()
    if person is not None:
        same = Volunteer.objects.filter(address_key=person.address_key)
        same.update(is_thanked=is_thanked)
        record("thanks wished" if is_thanked else "thanks ended", offer)
        if not is_thanked:
            write_down("thank no more", offer)


@transaction.atomic
def withdraw(offer: Offer) -> None:
    """Takes back what nobody has decided on yet, on every page."""
    person = Volunteer.objects.filter(offer=offer).first()
    if person is None:
        return
    mine = Offer.objects.filter(volunteer__address_key=person.address_key)
    for each in mine.select_for_update(of=("self",)).order_by("pk"):
        if each.state in (State.WAITING, *Offer.UNFINISHED):
            record("withdrawn", each)
            write_down("withdraw", each)
            each.sentences.filter(state=Sentence.State.OPEN).delete()
            if each.pk != offer.pk and not each.sentences.exists():
                forget_all(each)
            else:
                close_if_done(each, is_told=False)


# Forgetting -----------------------------------------------------------------------


def mails_about(offer: Offer) -> MessageQuerySet:
    return Message.objects.about(SUBJECT, offer.pk)


def forget_person(offer: Offer, *, keep: tuple[str, ...] = ()) -> None:
    """Deletes who sent it, and every way back to them. Accepted words stand."""
    for person in Volunteer.objects.filter(offer=offer):
        person.delete()
    for purpose in {CONFIRM, MANAGE} - {*keep}:
        revoke(purpose, offer.pk)
    open_states = (Message.State.WAITING, Message.State.FAILED)
    mails_about(offer).filter(state__in=open_states).update(state=Message.State.DROPPED)
    mails_about(offer).update(data={}, address_key="", slot=None)


def forget_words(offer: Offer) -> None:
    """All that did not become a part of the site; the offer too, if that is all."""
    offer.sentences.exclude(state__in=Sentence.TAKEN).delete()
    if not offer.sentences.exists():
        offer.delete()


def forget_all(offer: Offer) -> None:
    """The person, and whatever nobody has accepted; then nothing waits any more."""
    if offer.state == State.WAITING:
        offer.state, offer.closed_at = State.REVIEWED, timezone.now()
        offer.save()
    forget_person(offer)
    forget_words(offer)


@transaction.atomic
def erase(address_key: str, actor: AbstractBaseUser | None = None) -> int:
    """Forgets a person by the key of their address: name, address, credit, and what
    nobody has accepted. Returns of how many offers."""
    mine = Offer.objects.filter(volunteer__address_key=address_key)
    number = 0
    for offer in mine.select_for_update(of=("self",)).order_by("pk"):
        record("erased", offer, actor=actor)
        write_down("forget", offer)
        forget_all(offer)
        number += 1
    return number
