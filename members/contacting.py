"""The people who speak for members: invited, named, succeeded, forgotten.

Each deed is one transaction. Nothing here sends or counts.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, When

from consents.models import ConsentWording, give_consents
from correspondence.links import revoke
from correspondence.models import Link, Message, MessageQuerySet
from correspondence.outbox import enqueue
from events.deeds import NotNowError
from events.models import Event
from journal import lines
from openheritage.addresses import address_key
from openheritage.locales import locale_ids

from . import transitions
from .models import Application, Contact, MemberPage, ProfileChange

# What events and mails are about: the number of a contact.
SUBJECT = "contact"
# What a mail is about that says no more than the hash of an address.
ADDRESS = "member-address"
# A line of the journal.
JOURNAL_DEED = "members.contact"
# Of private links, both to the number of a contact.
MANAGE, SUCCEED = "members.manage", "members.succeed"


def page_of(member_key: Any) -> MemberPage | None:
    """The original of a member's pages, published or not."""
    if member_key is None:
        return None
    source = locale_ids()[settings.LANGUAGE_CODE]
    rows = MemberPage.objects.filter(translation_key=member_key)
    rows = rows.select_related("organisation")
    return rows.order_by(Case(When(locale=source, then=0), default=1), "pk").first()


def name_of(contact: Contact) -> str:
    """Of whom they speak for, also where the page is gone."""
    page = page_of(contact.member_key)
    if page is not None:
        return page.title
    return contact.application.name if contact.application else ""


def contact_of(member: MemberPage) -> Contact | None:
    rows = Contact.objects.filter(member_key=member.translation_key)
    return rows.filter(is_current=True).first()


def successor_of(contact: Contact) -> Contact | None:
    if contact.member_key is None:
        return None
    rows = Contact.objects.filter(member_key=contact.member_key)
    return rows.filter(is_current=False).first()


def record(verb: str, contact: Contact, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, contact.pk, **data)


def write_down(deed: str, contact: Contact) -> None:
    """For the journal: what a restored backup must not undo."""
    made = contact.created_at.isoformat()
    lines.write(JOURNAL_DEED, contact=contact.pk, made=made, deed=deed)


def mails_to(contact: Contact) -> MessageQuerySet:
    return Message.objects.about(SUBJECT, contact.pk)


def enqueue_mail(contact: Contact, kind: str, **options: Any) -> None:
    sent = enqueue(
        f"members.{kind}",
        contact.pk,
        language=contact.language,
        address=contact.email,
        **options,
    )
    if sent is None:
        record("mail not sent", contact, kind=kind, why="budget")


def drop_mails(contact: Contact, *kinds: str) -> None:
    """Those that have not left; all of them, if none is named."""
    open_states = (Message.State.WAITING, Message.State.FAILED)
    found = mails_to(contact).filter(state__in=open_states)
    if kinds:
        found = found.filter(kind__in=[f"members.{kind}" for kind in kinds])
    found.update(state=Message.State.DROPPED)


def locked(contact: Contact) -> Contact:
    """The row as it is now, held until the transaction ends. ``DoesNotExist``."""
    return Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)


@transaction.atomic
def invite(
    contact: Contact, member: MemberPage, actor: AbstractBaseUser | None = None
) -> Contact:
    """Hands a profile to its contact, and mails them the private link to it.

    Whoever speaks for the member already goes on doing so: ``NotNowError``, but for
    another row of the same mailbox, in whose place this one comes.
    """
    contact = locked(contact)
    before = contact_of(member)
    if before is not None and before.pk != contact.pk:
        before = locked(before)
        if before.address_key != contact.address_key:
            raise NotNowError
        ProfileChange.objects.filter(contact=before).update(contact=contact)
        forget(before)
    contact.member_key, contact.is_current = member.translation_key, True
    contact.save()
    record("invited", contact, actor=actor)
    enqueue_mail(contact, "invited", by_staff=True)
    return contact


@transaction.atomic
def add(
    member: MemberPage, *, email: str, language: str, actor: AbstractBaseUser
) -> Contact:
    """Staff name somebody for a member that has no contact. They are asked for their
    name and their consent when they first open the link."""
    key = member.translation_key
    rows = Contact.objects.select_for_update(of=("self",)).filter(member_key=key)
    if rows.exists():
        raise NotNowError
    contact = Contact.objects.create(member_key=key, email=email, language=language)
    return invite(contact, member, actor)


@transaction.atomic
def agree(
    contact: Contact,
    *,
    name: str,
    job_title: str,
    language: str,
    consents: list[ConsentWording],
) -> Contact:
    """Whom staff have named says who they are, and that we may keep it. Once."""
    contact = locked(contact)
    if not contact.consents.exists():
        contact.name, contact.job_title = name, job_title
        contact.language = language
        contact.save()
        give_consents(contact, consents)
        record("agreed", contact)
    return contact


# Handing over ---------------------------------------------------------------------


@transaction.atomic
def hand_over(
    contact: Contact,
    email: str,
    language: str,
    *,
    actor: AbstractBaseUser | None = None,
) -> None:
    """Invites a successor; the person in office stays until they accept.

    They are told: somebody else may have found their private link.
    """
    contact = locked(contact)
    if not contact.is_current or contact.member_key is None:
        raise NotNowError
    end_invitation(contact)
    successor = Contact.objects.create(
        member_key=contact.member_key, is_current=False, email=email, language=language
    )
    record("successor named", contact, actor=actor)
    record("named as successor", successor, actor=actor)
    enqueue_mail(successor, "succeed", patient=True, by_staff=bool(actor))
    # One that has not left tells of this successor too.
    waiting = mails_to(contact).filter(
        kind="members.handing_over", state=Message.State.WAITING
    )
    if not waiting.exists():
        enqueue_mail(contact, "handing_over")


def end_invitation(contact: Contact) -> None:
    """Whoever was named must not accept any more, in nobody's place."""
    successor = successor_of(contact)
    if successor is not None:
        forget(locked(successor))


@transaction.atomic
def take_back(contact: Contact, link: Link | None = None) -> None:
    """Ends the invitation, and every private link but the one that it is done with:
    another may be in wrong hands."""
    contact = locked(contact)
    end_invitation(contact)
    drop_mails(contact, "handing_over")
    revoke(MANAGE, contact.pk, but=link)
    record("successor taken back", contact)


@transaction.atomic
def succeed(
    successor: Contact,
    *,
    name: str,
    job_title: str,
    language: str,
    consents: list[ConsentWording],
) -> Contact:
    """The successor accepts, and takes the place of who was there before, with what
    they have asked for."""
    key = Contact.objects.values_list("member_key", flat=True).get(pk=successor.pk)
    before = Contact.objects.select_for_update(of=("self",)).filter(
        member_key=key, is_current=True
    )
    predecessor = before.exclude(pk=successor.pk).first()
    successor = locked(successor)
    if successor.is_current:
        return successor
    if predecessor is not None:
        hand_changes(predecessor, successor)
        forget(predecessor)
    successor.name, successor.job_title = name, job_title
    successor.language, successor.is_current = language, True
    successor.save()
    give_consents(successor, consents)
    drop_mails(successor, "succeed")
    record("taken over", successor)
    enqueue_mail(successor, "succeeded")
    return successor


def hand_changes(predecessor: Contact, successor: Contact) -> None:
    """What waits goes on; what the person before said to staff is between them."""
    changes = ProfileChange.objects.filter(contact=predecessor)
    waiting = changes.filter(state=ProfileChange.State.WAITING)
    waiting.update(contact=successor, note="")
    changes.update(contact=None, note="")


# Forgetting -----------------------------------------------------------------------


def forget(contact: Contact, deed: str = "forget") -> None:
    """Deletes a person, what they wrote when they applied, and every way back to them.
    What is public stands."""
    application = contact.application
    write_down(deed, contact)
    drop_mails(contact)
    mails_to(contact).update(data={}, address_key="", slot=None)
    for purpose in (MANAGE, SUCCEED):
        revoke(purpose, contact.pk)
    contact.delete()
    if application is not None and application.state == Application.State.ACCEPTED:
        transitions.forget_person(application)
        transitions.write_gone(application)


def erase_contact(contact: Contact, actor: AbstractBaseUser | None = None) -> None:
    """With what they have asked for; whom they have invited is told nothing more."""
    if contact.is_current:
        end_invitation(contact)
    record("erased", contact, actor=actor)
    ProfileChange.objects.filter(contact=contact).delete()
    forget(contact, "erase")


@transaction.atomic
def erase_one(contact: Contact, actor: AbstractBaseUser | None = None) -> None:
    """What they are behind their own link, and under no other."""
    erase_contact(locked(contact), actor)


@transaction.atomic
def send_link(contact: Contact, actor: AbstractBaseUser) -> None:
    """Staff mail the private link anew."""
    contact = locked(contact)
    record("invited", contact, actor=actor)
    if contact.consents.exists():
        # Who has been welcomed is not welcomed again.
        address, language = contact.email, contact.language
        enqueue("members.links", 0, language=language, address=address, by_staff=True)
    else:
        enqueue_mail(contact, "invited", by_staff=True)


@transaction.atomic
def send_data(contact: Contact) -> None:
    """While one waits, there is no second."""
    contact = locked(contact)
    waits = mails_to(contact).filter(kind="members.data", state=Message.State.WAITING)
    if not waits.exists():
        record("data sent", contact)
        enqueue_mail(contact, "data")


@transaction.atomic
def send_links(address: str, language: str) -> None:
    """Mails the private link of each member of an address, in one mail.

    Whether there is any is found when it leaves: asking takes as long for all. While
    one waits, there is no second.
    """
    waits = Message.objects.filter(
        kind="members.links",
        address_key=address_key(address),
        state=Message.State.WAITING,
    ).exists()
    enqueue("members.links", 0, language=language, address=address, held=waits)
