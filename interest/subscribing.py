"""What an individual does, each as one transaction. Nothing here sends or counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from consents.models import ConsentWording, give_consents
from correspondence.links import PrivateLink, make_lasting, revoke
from correspondence.models import Link, Message, MessageQuerySet
from correspondence.outbox import enqueue
from events.deeds import ChangedError, NotNowError
from events.models import Event
from journal import lines
from limits import rates, repeats
from limits.networks import network_of
from openheritage.addresses import domain_of, is_disposable
from openheritage.pseudonyms import key

from .models import Subscriber, Topic

State = Subscriber.State
Flag = Subscriber.Flag

# What events and mails are about.
SUBJECT = "interest"
# A line of the journal.
JOURNAL_DEED = "interest.deed"
# Of private links.
CONFIRM, MANAGE, STOP = "interest.confirm", "interest.manage", "interest.stop"
PURPOSES = (CONFIRM, MANAGE, STOP)
STOP_DAYS = 5 * 365
# What rate rules count.
ACTION = "interest"


@dataclass(frozen=True)
class Answers:
    """A complete, valid form."""

    name: str
    email: str
    language: str
    topics: list[str]
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


def record(verb: str, person: Subscriber, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, person.pk, **data)


def write_down(deed: str, person: Subscriber, **data: Any) -> None:
    """For the journal: what a restored backup must not undo."""
    made = person.created_at.isoformat()
    lines.write(JOURNAL_DEED, person=person.pk, made=made, deed=deed, **data)


def enqueue_mail(person: Subscriber, kind: str, **options: Any) -> None:
    if not enqueue(
        f"interest.{kind}",
        person.pk,
        language=person.language,
        address=person.email,
        **options,
    ):
        record("mail not sent", person, kind=kind, why="budget")


def locked(person: Subscriber) -> Subscriber:
    """The row as it is now, held until the transaction ends."""
    return Subscriber.objects.select_for_update(of=("self",)).get(pk=person.pk)


def ways_out(people: Iterable[Subscriber]) -> dict[int, PrivateLink]:
    """For each the link that ends all mails; mail programs follow no redirect, and the
    default language is never closed."""
    seeds = {person.pk: person.created_at.isoformat() for person in people}
    return make_lasting(STOP, seeds, settings.LANGUAGE_CODE)


def known_topics(codes: list[str]) -> list[str]:
    return [topic.value for topic in Topic if topic.value in codes]


@transaction.atomic
def submit(answers: Answers, sent: str) -> None:
    """Takes a form, whatever is known of its address. ``sent`` tells it from others:
    the second of the same name changes nothing, and writes no mail."""
    is_repeated = not repeats.is_first(sent)
    with repeats.undone(is_repeated):
        person = Subscriber.objects.create(
            state=State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED,
            name=answers.name,
            email=answers.email,
            language=answers.language,
            topics=known_topics(answers.topics),
            flags=answers.flags,
            network_key=key(network_of(answers.ip), "network"),
        )
        give_consents(person, answers.consents)
        record("submitted", person, flags=answers.flags)
        enqueue_mail(person, "confirm", patient=True, held=answers.is_suspicious)


def shown(person: Subscriber) -> str:
    """Stands for all that somebody sees before they confirm."""
    said = [person.pk, person.name, person.email, person.language, *person.topics]
    return key(repr(said), "shown")


def as_shown(person: Subscriber, seen: str) -> Subscriber:
    """Locked; what another has changed in between is shown once more."""
    person = locked(person)
    if person.state == State.UNCONFIRMED and seen != shown(person):
        raise ChangedError
    return person


@transaction.atomic
def confirm(person: Subscriber, seen: str) -> Subscriber:
    """Pressing the button any number of times confirms once."""
    # All of the mailbox, in one order: two who confirm at once wait for each other.
    same = Subscriber.objects.filter(address_key=person.address_key).order_by("pk")
    list(same.select_for_update(of=("self",)))
    person = as_shown(person, seen)
    if person.state == State.UNCONFIRMED:
        # There is one at most.
        if earlier := same.confirmed().first():
            person = take_in(earlier, person)
        person.state, person.confirmed_at = State.CONFIRMED, timezone.now()
        person.asked_at = None
        person.save()
        record("confirmed", person)
        enqueue_mail(person, "confirmed")
    return person


def take_in(earlier: Subscriber, newer: Subscriber) -> Subscriber:
    """The same mailbox has asked anew: links in all of its mails go on working. The
    earlier row lives on, which databases from before know, too: what is done to it
    later is told of one that stands there."""
    for name in ("name", "email", "language", "topics"):
        setattr(earlier, name, getattr(newer, name))
    Link.objects.filter(purpose__in=PURPOSES, about_id=newer.pk).update(
        about_id=earlier.pk
    )
    earlier.consents.all().delete()
    newer.consents.update(object_id=earlier.pk)
    record("replaced", newer, by=earlier.pk)
    write_down("change", earlier, topics=newer.topics, language=newer.language)
    write_down("renew", earlier)
    write_down("forget", newer)
    forget_row(newer)
    return earlier


@transaction.atomic
def change(person: Subscriber, *, name: str, language: str, topics: list[str]) -> None:
    person = locked(person)
    person.name, person.language = name, language
    person.topics = known_topics(topics)
    person.save()
    record("changed", person)
    write_down("change", person, topics=person.topics, language=language)


@transaction.atomic
def renew(person: Subscriber) -> None:
    """They want us to go on: the time counts anew."""
    person = locked(person)
    if person.state == State.CONFIRMED:
        person.confirmed_at, person.asked_at = timezone.now(), None
        person.save()
        record("renewed", person)
        write_down("renew", person)


@transaction.atomic
def disown(person: Subscriber) -> None:
    """“That was not me”: forgets what a stranger has sent, at once. What the mailbox
    itself had asked for before stands."""
    person = locked(person)
    if person.state == State.UNCONFIRMED:
        record("disowned", person)
        write_down("forget", person)
        forget(person)


@transaction.atomic
def end(person: Subscriber, verb: str, actor: AbstractBaseUser | None = None) -> None:
    """They want no more: all of this mailbox is forgotten."""
    erase(person.address_key, verb, actor)


@transaction.atomic
def release(person: Subscriber, actor: AbstractBaseUser) -> Subscriber:
    """Staff have looked at what lay in quarantine."""
    person = locked(person)
    if person.state != State.QUARANTINED:
        raise NotNowError
    person.state, person.created_at = State.UNCONFIRMED, timezone.now()
    person.save()
    record("released", person, actor=actor)
    enqueue_mail(person, "confirm", by_staff=True)
    return person


# The time after which we ask ------------------------------------------------------


def ends_at(person: Subscriber) -> datetime:
    """When they are deleted unless they renew it: never before they had the time to
    answer that they were promised."""
    confirmed = person.confirmed_at or person.created_at
    end = confirmed + timedelta(days=settings.INTEREST_DAYS)
    if person.asked_at is None:
        return end
    return max(end, person.asked_at + timedelta(days=settings.INTEREST_ASK_DAYS))


@transaction.atomic
def ask(person: Subscriber) -> None:
    """Whether we may go on: once."""
    person = locked(person)
    if person.state == State.CONFIRMED and person.asked_at is None:
        person.asked_at = timezone.now()
        person.save()
        record("asked", person)
        enqueue_mail(person, "renew")


# Forgetting -----------------------------------------------------------------------


def mails_about(person: Subscriber) -> MessageQuerySet:
    return Message.objects.about(SUBJECT, person.pk)


def forget(person: Subscriber) -> None:
    """Deletes the person, and every way back to them."""
    for purpose in PURPOSES:
        revoke(purpose, person.pk)
    forget_row(person)


def forget_row(person: Subscriber) -> None:
    open_states = (Message.State.WAITING, Message.State.FAILED)
    mails = mails_about(person)
    mails.filter(state__in=open_states).update(state=Message.State.DROPPED)
    mails.update(data={}, address_key="", slot=None)
    person.delete()


@transaction.atomic
def erase(
    address_key: str, verb: str = "erased", actor: AbstractBaseUser | None = None
) -> int:
    """Forgets a person by the key of their address. Returns behind how many forms."""
    mine = Subscriber.objects.filter(address_key=address_key).order_by("pk")
    number = 0
    for person in mine.select_for_update(of=("self",)):
        record(verb, person, actor=actor)
        write_down("forget", person)
        forget(person)
        number += 1
    return number
