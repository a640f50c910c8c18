"""What a member’s contact asks for, each as one transaction.

Nothing of it is public before staff accept it (``accepting``).
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from events.deeds import NotNowError
from events.models import Event
from images.reading import Picture
from journal import lines

from . import contacting, standing
from .contacting import page_of
from .models import Contact, ProfileChange
from .standing import FACTS, WORDS

State, Kind = ProfileChange.State, ProfileChange.Kind

# What events are about.
SUBJECT = "profile-change"
# A line of the journal.
JOURNAL_CHANGE = "members.change"


def record(verb: str, change: ProfileChange, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, change.pk, **data)


def write_down(change: ProfileChange) -> None:
    """For the journal: that it must not wait again."""
    lines.write(JOURNAL_CHANGE, change=change.pk, state=change.state)


def empty(change: ProfileChange) -> None:
    change.logo, change.wanted, change.before, change.note = None, {}, {}, ""


def close(change: ProfileChange) -> None:
    """The contact wants it no more: nothing of it is kept."""
    change.state, change.decided_at = State.WITHDRAWN, timezone.now()
    empty(change)
    change.save()
    record("withdrawn", change)
    write_down(change)


def locked(change: ProfileChange) -> ProfileChange:
    rows = ProfileChange.objects.select_for_update(of=("self",))
    found = rows.filter(pk=change.pk).first()
    if found is None:
        raise NotNowError
    return found


def waiting_of(contact: Contact, kind: str) -> QuerySet[ProfileChange]:
    rows = ProfileChange.objects.filter(kind=kind, state=State.WAITING)
    if contact.member_key is None:
        return rows.none()
    return rows.filter(member_key=contact.member_key)


def others_wait(change: ProfileChange) -> bool:
    """In whose place there is only one."""
    same = ProfileChange.objects.filter(
        member_key=change.member_key, kind=change.kind, language=change.language
    )
    return same.filter(state=State.WAITING).exclude(pk=change.pk).exists()


def waiting(contact: Contact, language: str) -> ProfileChange | None:
    """What they have asked for in a language, and nobody has decided on."""
    rows = waiting_of(contact, Kind.PROFILE)
    return rows.filter(language=language).first()


def leaving(contact: Contact) -> ProfileChange | None:
    return waiting_of(contact, Kind.LEAVE).first()


# The contact ----------------------------------------------------------------------


def opened(contact: Contact, language: str) -> tuple[Contact, ProfileChange]:
    """The change that waits, or a new one. Of two forms at once one waits."""
    contact = contacting.locked(contact)
    original = page_of(contact.member_key)
    if original is None or not contact.is_current:
        raise NotNowError
    found = waiting(contact, language)
    if found is not None:
        found = locked(found)
        if found.state == State.WAITING:
            found.contact = contact
            return contact, found
    return contact, ProfileChange(
        member_key=original.translation_key,
        contact=contact,
        language=language,
        name=original.title,
    )


def keep(change: ProfileChange) -> ProfileChange | None:
    """Saves it; one that changes nothing is none."""
    if not change.wanted and not change.logo and not change.note:
        if change.pk:
            close(change)
        return None
    is_new = change.pk is None
    change.created_at = timezone.now()
    change.save()
    record("asked for" if is_new else "asked for anew", change)
    return change


@transaction.atomic
def propose(
    contact: Contact, language: str, touched: dict[str, Any], note: str = ""
) -> ProfileChange | None:
    """Words and addresses as they shall be: those that the contact has touched, so that
    what staff have changed meanwhile stays. What stands so already is no change."""
    contact, change = opened(contact, language)
    before = standing.now(contact.member_key, language) or {}
    for name, value in touched.items():
        change.wanted[name], change.before[name] = value, before.get(name)
    for name in [*WORDS, *FACTS]:
        if name in change.wanted and change.wanted[name] == before.get(name):
            del change.wanted[name], change.before[name]
    change.note = note
    return keep(change)


@transaction.atomic
def propose_logo(
    contact: Contact, language: str, picture: Picture | None
) -> ProfileChange | None:
    """Another logo, cleaned; without one none at all."""
    data = picture.data if picture else None
    contact, change = opened(contact, language)
    before = standing.now(contact.member_key, language) or {}
    change.logo, change.logo_name = data, file_name(change, picture)
    change.wanted.pop("logo", None)
    change.before.pop("logo", None)
    if data or before.get("logo"):
        change.wanted["logo"] = bool(data)
        change.before["logo"] = before.get("logo")
    return keep(change)


def file_name(change: ProfileChange, picture: Picture | None) -> str:
    """Of the member: what people call their files tells of them."""
    if picture is None:
        return ""
    ending = {"jpeg": "jpg"}.get(picture.format_name, picture.format_name)
    return f"{slugify(change.name)[:80] or 'logo'}.{ending}"


@transaction.atomic
def leave(contact: Contact, language: str, note: str) -> ProfileChange:
    contact = contacting.locked(contact)
    original = page_of(contact.member_key)
    if original is None or original.left_on or not contact.is_current:
        raise NotNowError
    found = leaving(contact)
    if found is not None:
        return found
    change = ProfileChange.objects.create(
        member_key=original.translation_key,
        contact=contact,
        language=language,
        name=original.title,
        kind=Kind.LEAVE,
        note=note,
    )
    record("asked to leave", change)
    return change


@transaction.atomic
def withdraw(contact: Contact, change: ProfileChange) -> None:
    """The contact takes back what nobody has decided on."""
    contacting.locked(contact)
    change = locked(change)
    if change.state != State.WAITING or change.member_key != contact.member_key:
        raise NotNowError
    close(change)
