"""What staff do with an application, each as one transaction, recorded and reversible.

The applicant is told of each turn in their language.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from correspondence.links import revoke
from correspondence.models import Message
from events.deeds import NotNowError
from events.models import Event
from organisations.models import Organisation
from ror.matching import ids_of

from . import contacting, drafts, membership
from .models import Application, Contact, MemberPage
from .models.profile import Status
from .transitions import (
    SUBJECT,
    enqueue_mail,
    locked_for,
    mails_about,
    move,
    record,
    shown,
    waiting_mails,
)

State = Application.State
Actor = AbstractBaseUser | None


def as_seen(application: Application, seen: str | None) -> None:
    """Until it is decided on, the applicant may change it at any time."""
    if seen is not None and seen != shown(application):
        raise NotNowError


def mail_turn(application: Application, kind: str, **data: Any) -> None:
    enqueue_mail(application, kind, data=data, by_staff=True)


@transaction.atomic
def accept(
    application: Application,
    actor: Actor,
    organisation: Organisation | None = None,
    seen: str | None = None,
) -> Application:
    """A profile is there for whoever applied, as a draft: the one that the organisation
    has, or a new one. The contact is mailed the private link to it.

    ``organisation``: the one that this is; a new one is made of its own facts. Raises
    ``NotNowError`` also where somebody else speaks for that member already.
    """
    application = locked_for("accept", application)
    as_seen(application, seen)
    is_new = organisation is None
    found = organisation or new_organisation(application)
    # Two that are accepted for one organisation shall not make two profiles.
    found = Organisation.objects.select_for_update().get(pk=found.pk)
    member = drafts.profile_of(found)
    is_made = member is None
    if member is None:
        member = drafts.make(found, application.language, actor)
    if member is None:
        raise NotNowError
    person = application.contact
    before = contacting.contact_of(member)
    application.organisation, application.member = found, member
    move(application, "accept")
    record(
        "accepted",
        application,
        actor=actor,
        organisation=found.pk,
        is_new=is_new,
        is_made=is_made,
        member=member.pk,
        # Whoever was the contact is another row of the same mailbox.
        took_over=before is not None,
        replaced=join_again(member, actor),
    )
    if person is not None:
        contacting.invite(person, member, actor)
    return application


def join_again(member: MemberPage, actor: Actor) -> dict[str, str]:
    """One that had left, or was an observer, is a member from now on. Returns what
    stood there."""
    facts: dict[str, Any] = {}
    replaced = {}
    if member.left_on is not None:
        facts["left_on"], replaced["left_on"] = None, member.left_on.isoformat()
    if member.status != Status.MEMBER:
        facts["status"], replaced["status"] = Status.MEMBER, member.status
    if facts:
        membership.set_facts(member.translation_key, facts, actor)
    if "left_on" in facts:
        membership.write_left(member.translation_key, None)
    return replaced


def leave_again(member: MemberPage, replaced: dict[str, str], actor: Actor) -> None:
    """As it was before, unless staff have changed it since."""
    facts: dict[str, Any] = {}
    if "left_on" in replaced and member.left_on is None:
        facts["left_on"] = date.fromisoformat(replaced["left_on"])
        membership.write_left(member.translation_key, facts["left_on"])
    if "status" in replaced and member.status == Status.MEMBER:
        facts["status"] = replaced["status"]
    if facts:
        membership.set_facts(member.translation_key, facts, actor)


def new_organisation(application: Application) -> Organisation:
    return Organisation.objects.create(**application.facts, **ids_of(application.facts))


@transaction.atomic
def ask(
    application: Application,
    actor: Actor,
    words: str = "",
    question: str = "",
    seen: str | None = None,
) -> Application:
    """Asks one of our questions, in the applicant's language, or in staff's words."""
    application = locked_for("ask", application)
    as_seen(application, seen)
    # A mail that has not left asks nothing that was asked anew.
    waiting_mails(application, "asked").update(state=Message.State.DROPPED)
    move(application, "ask")
    asked = {"question": question} if question else {}
    record("asked", application, actor=actor, **asked)
    mail_turn(application, "asked", words=words, **asked)
    return application


@transaction.atomic
def decline(
    application: Application,
    actor: Actor,
    reason: str,
    words: str = "",
    seen: str | None = None,
) -> Application:
    application = locked_for("decline", application)
    as_seen(application, seen)
    was = application.state
    move(application, "decline")
    record("declined", application, actor=actor, was=was, reason=reason)
    waiting_mails(application, "asked", "confirm").update(state=Message.State.DROPPED)
    # Who was never written to, or never answered, is not written to now.
    if was not in Application.UNFINISHED:
        mail_turn(application, "declined", reason=reason, words=words)
    return application


@transaction.atomic
def release(application: Application, actor: Actor) -> Application:
    """Out of quarantine: the applicant gets the mail that was held back."""
    application = locked_for("release", application)
    application.created_at = timezone.now()
    move(application, "release")
    record("released", application, actor=actor)
    mail_turn(application, "confirm")
    return application


# Taking back ----------------------------------------------------------------------


def last_event(application: Application, *verbs: str) -> Event | None:
    return Event.objects.about(SUBJECT, application.pk).filter(verb__in=verbs).first()


def has_left(application: Application, event: Event | None) -> bool:
    """Whether the mail of the decision is sent, or just leaving."""
    if event is None:
        return False
    mails = mails_about(application) | Message.objects.filter(
        about=contacting.SUBJECT,
        about_id__in=application.contacts.values("pk"),
    )
    kinds = ["members.declined", "members.invited"]
    found = mails.filter(kind__in=kinds, created_at__gte=event.at)
    return found.on_the_way().exists()


def may_reopen(application: Application) -> bool:
    """A profile that readers have seen is no draft: who shall be a member no longer,
    leaves. Who spoke for the member before cannot be brought back."""
    if application.contact is None:
        return False
    event = last_event(application, "accepted")
    if application.state == State.ACCEPTED and event and event.data.get("took_over"):
        return False
    member = application.member
    if member is None or not is_made_by(application):
        return True
    return not drafts.was_public(member)


def is_made_by(application: Application) -> bool:
    event = last_event(application, "accepted")
    return bool(
        event
        and event.data.get("is_made")
        and event.data.get("member") == application.member_id
    )


@transaction.atomic
def reopen(application: Application, actor: Actor) -> Application:
    """Takes back an acceptance or that it was declined: it is in the queue again.

    Raises ``IntegrityError`` if another application has taken its place meanwhile.
    """
    application = locked_for("reopen", application)
    if not may_reopen(application) or not application.duplicate_key:
        raise NotNowError
    was = application.state
    event = last_event(application, "accepted", "declined")
    is_told = has_left(application, event)
    before = State.WAITING
    if was == State.DECLINED and event is not None:
        before = event.data.get("was", before)
    if before == State.ASKED:
        # What they were asked they have been told, and answer no more.
        before = State.WAITING
    if before in Application.UNFINISHED:
        # As many days as any first one: else the next purge would delete the row.
        application.created_at = timezone.now()
    if was == State.ACCEPTED:
        undo_acceptance(application, event, actor)
    move(application, "reopen", before)
    waiting_mails(application, "declined").update(state=Message.State.DROPPED)
    record("reopened", application, actor=actor, was=was)
    if before == State.UNCONFIRMED:
        # That it was declined told them nothing, and their link may have expired.
        mail_turn(application, "confirm")
    elif is_told:
        mail_turn(application, "reopened")
    return application


def undo_acceptance(
    application: Application, event: Event | None, actor: Actor
) -> None:
    """The contact speaks for no member any more; a profile that was made for it goes
    as it came, and so does the organisation, unless something else belongs to it."""
    made = is_made_by(application)
    member, organisation = application.member, application.organisation
    for person in Contact.objects.filter(application=application):
        release_contact(person, member)
    application.member = application.organisation = None
    application.save(update_fields=["member", "organisation"])
    if member is not None and made:
        drafts.delete(member)
    elif member is not None and event is not None:
        leave_again(member, event.data.get("replaced", {}), actor)
    if organisation is None or event is None or not event.data.get("is_new"):
        return
    if not organisation.is_used and not registry.get_logs_for_instance(organisation):
        organisation.delete()


def release_contact(person: Contact, member: MemberPage | None) -> None:
    if person.member_key is None or (
        member is not None and person.member_key != member.translation_key
    ):
        return
    contacting.end_invitation(person)
    contacting.drop_mails(person)
    for purpose in (contacting.MANAGE, contacting.SUCCEED):
        revoke(purpose, person.pk)
    person.changes.all().delete()
    person.member_key = None
    person.save(update_fields=["member_key"])
