"""When what people told of themselves goes: applications, contacts, changes; and what
a person may see of it, or have forgotten."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from correspondence.models import Message, are_asked
from events.models import Event
from limits.models import Attempt
from openheritage.addresses import address_key

from . import contacting, transitions
from .models import Application, Contact, MemberPage, ProfileChange

State = Application.State

# Nobody has vouched for these, or somebody has said that it was not them.
UNFINISHED = (*Application.UNFINISHED, State.DISOWNED)
CLOSED = (State.DECLINED, State.WITHDRAWN)


# Forgetting -----------------------------------------------------------------------


def forget_application(application: Application) -> None:
    """The row, who sent it, and every way back to them."""
    for contact in Contact.objects.filter(application=application):
        if contact.member_key is None:
            contacting.forget(contact)
        else:
            contacting.erase_contact(contact)
    transitions.forget_person(application)
    write_gone(application)
    application.delete()


def forget_applicant(application: Application) -> None:
    """Of one that made a member: that there was one stays, with its public facts."""
    transitions.forget_person(application)
    write_gone(application)


def write_gone(application: Application) -> None:
    transitions.write_gone(application)


def end(contact: Contact) -> None:
    """After the end of the membership."""
    contacting.erase_contact(contact)


# What is due ----------------------------------------------------------------------


def members() -> QuerySet[MemberPage]:
    return MemberPage.objects.filter(translation_key=OuterRef("member_key"))


def notice_ends() -> None:
    """Writes down of whom the membership is over: they left, or their page is gone.
    One that goes on after all begins anew."""
    contacts = Contact.objects.exclude(member_key=None)
    today = timezone.localdate()
    here = members().filter(Q(left_on=None) | Q(left_on__gt=today))
    over = contacts.filter(~Exists(here))
    over.filter(ended_at=None).update(ended_at=timezone.now())
    contacts.filter(Exists(here)).exclude(ended_at=None).update(ended_at=None)


def due() -> dict[str, tuple[QuerySet, Callable[[Any], None]]]:
    """``{reason: (rows, what is done with each)}``, by the settings."""
    now = timezone.now()
    unconfirmed = now - timedelta(days=settings.UNCONFIRMED_DAYS)
    closed = now - timedelta(days=settings.MEMBERS_CLOSED_DAYS)
    contacts = Contact.objects.exclude(member_key=None)
    people = Contact.objects.filter(application=OuterRef("pk"))
    asked = Event.objects.filter(
        about=transitions.SUBJECT,
        about_id=OuterRef("pk"),
        verb="asked",
        at__gte=closed,
    )
    # A mail may have waited for a free day of its reader.
    still_asked = are_asked(transitions.SUBJECT, "members.confirm", unconfirmed)
    changes, waiting = ProfileChange.objects.all(), ProfileChange.State.WAITING
    return {
        "applications nobody confirmed": (
            Application.objects.filter(
                ~(Q(state__in=Application.UNFINISHED) & Q(still_asked)),
                state__in=UNFINISHED,
                created_at__lt=unconfirmed,
            ),
            forget_application,
        ),
        "applications declined or withdrawn": (
            Application.objects.filter(state__in=CLOSED, closed_at__lt=closed),
            forget_application,
        ),
        "applications whose questions nobody answered": (
            Application.objects.filter(
                ~Exists(asked), state=State.ASKED, confirmed_at__lt=closed
            ),
            forget_application,
        ),
        "applicants whom nobody knows any more": (
            Application.objects.filter(state=State.ACCEPTED, closed_at__lt=closed)
            .exclude(motivation="", answer="")
            .filter(~Exists(people)),
            forget_applicant,
        ),
        "contacts of former members": (
            contacts.filter(ended_at__lt=closed),
            end,
        ),
        "successors who did not answer": (
            contacts.filter(
                ~are_asked(contacting.SUBJECT, "members.succeed", unconfirmed),
                is_current=False,
                created_at__lt=unconfirmed,
            ),
            contacting.forget,
        ),
        "contacts who never agreed": (
            contacts.filter(is_current=True, consents=None, created_at__lt=closed),
            contacting.erase_contact,
        ),
        "changes of profiles": (
            changes.exclude(state=waiting).filter(decided_at__lt=closed),
            remove,
        ),
        "changes that nobody asks for any more": (
            changes.filter(state=waiting, contact=None, created_at__lt=closed),
            remove,
        ),
    }


def purge(*, dry_run: bool) -> Counter[str]:
    """Deletes what is due, each row in a transaction of its own, recorded."""
    counts: Counter[str] = Counter()
    if not dry_run:
        notice_ends()
    for reason, (rows, act) in due().items():
        pks = sorted(set(rows.values_list("pk", flat=True)))
        counts[reason] = len(pks)
        if dry_run:
            continue
        for pk in pks:
            with transaction.atomic():
                found = rows.model.objects.select_for_update(of=("self",))
                row = found.filter(pk=pk).first()
                # Confirmed or decided on since it was listed: asked again.
                if row is not None and rows.filter(pk=pk).exists():
                    record(row, reason)
                    act(row)
    return counts


def remove(change: ProfileChange) -> None:
    change.delete()


def record(row: Model, reason: str) -> None:
    if isinstance(row, Application):
        transitions.record("purged", row, reason=reason)
    elif isinstance(row, Contact):
        contacting.record("purged", row, reason=reason)


# What a person may see, or have forgotten -----------------------------------------


def when(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def exported(contact: Contact) -> dict[str, Any]:
    application = contact.application
    return {
        "organisation": contacting.name_of(contact),
        "person": {
            "name": contact.name,
            "job_title": contact.job_title,
            "email": contact.email,
            "language": contact.language,
            "is_current": contact.is_current,
            "since": contact.created_at.isoformat(timespec="seconds"),
        },
        "consents": [
            {
                "purpose": consent.wording.purpose,
                "language": consent.wording.language,
                "version": consent.wording.number,
                "text": consent.wording.text,
                "given_at": consent.given_at.isoformat(timespec="seconds"),
            }
            for consent in contact.consents.select_related("wording")
        ],
        "application": exported_application(application) if application else None,
        "changes": [
            {
                "kind": change.kind,
                "state": change.state,
                "language": change.language,
                "received": change.created_at.isoformat(timespec="seconds"),
                "decided": when(change.decided_at),
                "wanted": change.wanted,
                "before": change.before,
                "replaced": change.replaced,
                "logo": change.logo_name,
                "logo_file": b64encode(change.logo or b"").decode(),
                "note": change.note,
            }
            for change in contact.changes.order_by("pk")
        ],
        "mails": [
            {
                "kind": mail.kind,
                "state": mail.state,
                "day": mail.created_at.date().isoformat(),
                "words": mail.data.get("words", ""),
            }
            for mail in mails_of(contact)
        ],
    }


def exported_application(application: Application) -> dict[str, Any]:
    return {
        "state": application.state,
        "received": application.created_at.isoformat(timespec="seconds"),
        "confirmed": when(application.confirmed_at),
        "closed": when(application.closed_at),
        "flags": application.flags,
        "language": application.language,
        "facts": application.facts,
        "text_sha256": application.text.sha256,
        "motivation": application.motivation,
        "answer": application.answer,
    }


def mails_of(contact: Contact) -> QuerySet[Message]:
    wanted = Q(about=contacting.SUBJECT, about_id=contact.pk)
    wanted |= Q(about=contacting.ADDRESS, address_key=contact.address_key)
    if contact.application_id:
        wanted |= Q(about=transitions.SUBJECT, about_id=contact.application_id)
    return Message.objects.filter(wanted).order_by("pk")


@transaction.atomic
def export(address: str) -> dict[str, Any]:
    """All that is kept about an address. ``ValueError`` if it is none. Recorded."""
    people = Contact.objects.of(address).select_related("application__text")
    found = []
    for person in people.order_by("pk"):
        contacting.record("exported", person)
        found.append(exported(person))
    return {"members": found}


@transaction.atomic
def erase_key(key: str, actor: Any = None) -> int:
    """Forgets a person by the key of their address; what is public stands, what nobody
    has decided on goes. Returns behind how many rows."""
    found = Contact.objects.select_for_update(of=("self",)).filter(address_key=key)
    number = 0
    for contact in found.order_by("pk"):
        application = contact.application
        contacting.erase_contact(contact, actor)
        number += 1
        if application is None:
            continue
        transitions.record("erased", application, actor=actor)
        if application.state != State.ACCEPTED:
            forget_application(application)
    return number


@transaction.atomic
def erase(address: str) -> int:
    """By any spelling of the address. ``ValueError`` if it is none."""
    key = address_key(address)
    number = erase_key(key)
    Message.objects.filter(address_key=key).update(address_key="", slot=None)
    Attempt.objects.filter(key=key).delete()
    return number


def rehash() -> int:
    """With the key of today; an open application keeps its place."""
    count = 0
    for person in Contact.objects.select_related("application"):
        before = person.address_key
        person.save()
        count += person.address_key != before
        application = person.application
        if application is not None and application.duplicate_key:
            application.duplicate_key = transitions.duplicate_key(
                person.email, application.name
            )
            application.save(update_fields=["duplicate_key"])
    return count
