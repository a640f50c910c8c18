"""What may become of an application, and what every deed on one needs.

A deed (``applying``, ``deciding``) is one transaction: it locks the row, calls
``move``, and records what was done. Nothing else sets a state.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from consents.models import ConsentWording, give_consents
from correspondence.links import revoke
from correspondence.models import Message, MessageQuerySet
from correspondence.outbox import enqueue
from events.deeds import NotNowError
from events.models import Event
from journal import lines
from openheritage.addresses import canonical
from openheritage.matching import name_key
from openheritage.pseudonyms import key

from .models import Application, Contact

State = Application.State

# What events and mails are about.
SUBJECT = "application"
# Lines of the journal.
JOURNAL_STATE = "application.state"
JOURNAL_GONE = "application.gone"
# Of private links.
CONFIRM, STATUS = "members.confirm", "members.application"


@dataclass(frozen=True)
class Transition:
    sources: tuple[str, ...]
    targets: tuple[str, ...]


# {deed: from which states into which}. A row begins as one of UNFINISHED.
TRANSITIONS = {
    "apply again": Transition(Application.UNFINISHED, Application.UNFINISHED),
    "confirm": Transition((State.UNCONFIRMED,), (State.WAITING,)),
    "disown": Transition((State.UNCONFIRMED,), (State.DISOWNED,)),
    "answer": Transition((State.ASKED,), (State.WAITING,)),
    "withdraw": Transition(Application.CONFIRMED, (State.WITHDRAWN,)),
    "accept": Transition(Application.CONFIRMED, (State.ACCEPTED,)),
    "ask": Transition(Application.CONFIRMED, (State.ASKED,)),
    "decline": Transition(Application.OPEN, (State.DECLINED,)),
    "release": Transition((State.QUARANTINED,), (State.UNCONFIRMED,)),
    "reopen": Transition((State.ACCEPTED, State.DECLINED), Application.OPEN),
}
ENDED = (State.ACCEPTED, *Application.CLOSED)


def locked(application: Application) -> Application:
    """The row as it is now, held until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.get(pk=application.pk)


def locked_for(deed: str, application: Application) -> Application:
    """The row, locked, if its state allows the deed; else raises ``NotNowError``."""
    application = locked(application)
    if application.state not in TRANSITIONS[deed].sources:
        raise NotNowError
    return application


def move(application: Application, deed: str, state: str | None = None) -> None:
    """Saves the locked row with its new state. Raises ``NotNowError``.

    ``state`` is needed where the deed may lead to several.
    """
    transition = TRANSITIONS[deed]
    state = state or transition.targets[0]
    if application.state not in transition.sources or state not in transition.targets:
        raise NotNowError
    application.state = state
    application.closed_at = timezone.now() if state in ENDED else None
    application.save()
    if deed != "apply again":
        write_down(application, deed)


def write_down(application: Application, deed: str) -> None:
    """For the journal: what a restored backup must not undo."""
    made, closed = application.created_at, application.closed_at
    lines.write(
        JOURNAL_STATE,
        application=application.pk,
        made=made.isoformat(),
        deed=deed,
        state=application.state,
        closed=closed.isoformat() if closed else None,
    )


def write_gone(application: Application) -> None:
    """For the journal: that the person is forgotten, and what they wrote."""
    made = application.created_at.isoformat()
    lines.write(JOURNAL_GONE, application=application.pk, made=made)


def record(verb: str, application: Application, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, application.pk, **data)


# Mails ----------------------------------------------------------------------------


def enqueue_mail(application: Application, kind: str, **options: Any) -> None:
    """Puts a mail to the applicant into the outbox, if they are known."""
    person = application.contact
    if person and not enqueue(
        f"members.{kind}",
        application.pk,
        language=person.language,
        address=person.email,
        **options,
    ):
        record("mail not sent", application, kind=kind, why="budget")


def mails_about(application: Application) -> MessageQuerySet:
    return Message.objects.about(SUBJECT, application.pk)


def waiting_mails(application: Application, *kinds: str) -> MessageQuerySet:
    """Mails of these kinds about it that have not left."""
    return mails_about(application).filter(
        state=Message.State.WAITING, kind__in=[f"members.{kind}" for kind in kinds]
    )


# What is seen, and what is one ----------------------------------------------------


def duplicate_key(address: str, name: str) -> str:
    """What only one open application may have; says nothing about the address."""
    return key(f"{canonical(address)}\n{name_key(name)}", "application")


def shown(application: Application) -> str:
    """Stands for all that an applicant sees before they confirm, and a reviewer before
    they decide. Keyed, so that it leads back to no address."""
    person = application.contact
    fields = ("name", "job_title", "email")
    seen: dict = application.facts | {
        "pk": application.pk,
        "text": application.text_id,
        "motivation": application.motivation,
        "answer": application.answer,
        "person": [getattr(person, name, "") for name in fields],
    }
    return key(json.dumps(seen, sort_keys=True), "shown")


# The person -----------------------------------------------------------------------


def give_person(
    application: Application, wordings: list[ConsentWording], **fields: Any
) -> None:
    person = Contact(application=application, **fields)
    person.save()
    give_consents(person, wordings)


def forget_person(application: Application, *, keep: tuple[str, ...] = ()) -> None:
    """Deletes who applied and what they wrote, and every way back to them."""
    for person in Contact.objects.filter(application=application):
        person.delete()
    for purpose in {CONFIRM, STATUS} - {*keep}:
        revoke(purpose, application.pk)
    application.motivation = application.answer = ""
    application.duplicate_key = ""
    application.save(update_fields=["motivation", "answer", "duplicate_key"])
    mails = mails_about(application)
    not_sent = (Message.State.WAITING, Message.State.FAILED)
    mails.filter(state__in=not_sent).update(state=Message.State.DROPPED)
    mails.update(data={}, address_key="", slot=None)
