"""What a member’s contact asks for, and what staff decide, each as one transaction.

Nothing is public before staff accept it.
"""

import json
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images import get_image_model

from events.deeds import ChangedError, NotNowError
from events.models import Event
from images.credits import Licence
from images.reading import Picture
from journal import lines
from openheritage.pseudonyms import key

from . import contacting, leaving_day, standing
from .contacting import page_of
from .models import Contact, MemberPage, ProfileChange, Refusal
from .profile_words import merged, text_of
from .standing import FACTS, WORDS

State, Kind = ProfileChange.State, ProfileChange.Kind

# What events are about.
SUBJECT = "profile-change"
# Lines of the journal.
JOURNAL_CHANGE, JOURNAL_LEFT = "members.change", "members.left"


def record(verb: str, change: ProfileChange, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, change.pk, **data)


def write_down(change: ProfileChange) -> None:
    """For the journal: that it must not wait again."""
    lines.write(JOURNAL_CHANGE, change=change.pk, state=change.state)


def write_left(change: ProfileChange, left_on: date | None) -> None:
    day = left_on.isoformat() if left_on else ""
    lines.write(JOURNAL_LEFT, member=str(change.member_key), left_on=day)


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
    if not change.wanted and not change.logo:
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


# Staff ----------------------------------------------------------------------------


def seen(change: ProfileChange) -> str:
    """Stands for all that staff see before they decide: what is asked for, and what
    stands there now."""
    now = standing.now(change.member_key, change.language)
    size = len(change.logo or b"")
    said = [change.pk, change.wanted, change.created_at.isoformat(), size, now]
    return key(json.dumps(said, sort_keys=True, default=str), "shown")


def as_seen(change: ProfileChange, was: str | None) -> ProfileChange:
    change = locked(change)
    if change.state != State.WAITING:
        raise NotNowError
    if was is not None and was != seen(change):
        raise ChangedError
    return change


def original_of(change: ProfileChange) -> MemberPage:
    original = page_of(change.member_key)
    if original is None:
        raise NotNowError
    # One after the other, also where several changes are of one member.
    return MemberPage.objects.select_for_update(of=("self",)).get(pk=original.pk)


@transaction.atomic
def accept(
    change: ProfileChange,
    actor: AbstractBaseUser,
    *,
    was: str | None = None,
    is_published: bool = False,
    left_on: date | None = None,
    words: str = "",
) -> ProfileChange:
    """Writes it into the pages: published, or into what is prepared."""
    change = as_seen(change, was)
    original = original_of(change)
    day = left_on or timezone.localdate()
    if change.is_leave:
        change.replaced = {"left_on": iso(original.left_on)}
        leaving_day.set_left(change.member_key, day, actor)
        write_left(change, day)
    else:
        pages = standing.pages_of(original, change.language)
        is_published = is_published and (
            standing.is_clean(pages) or standing.may_publish(pages, actor)
        )
        change.replaced = write(original, change, actor, is_published=is_published)
        change.replaced["is_published"] = is_published
    change.state, change.decided_at = State.ACCEPTED, timezone.now()
    change.save()
    record("accepted", change, actor=actor, published=is_published)
    if change.is_leave:
        tell(change, "left", {"left_on": iso(day)})
    else:
        tell(change, "accepted", {"is_public": is_published, "words": words})
    return change


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def write(
    original: MemberPage,
    change: ProfileChange,
    actor: AbstractBaseUser,
    *,
    is_published: bool,
) -> dict[str, Any]:
    """Returns what stood there."""
    wanted, replaced = change.wanted, dict[str, Any]()
    if "website" in wanted:
        organisation = original.organisation
        replaced["website"] = organisation.website
        organisation.website = wanted["website"]
        organisation.save()
    words = {name: wanted[name] for name in WORDS if name in wanted}
    page = original
    if words:
        page = standing.own_page(original, change.language, actor)
    drafts = {original.pk: original.get_latest_revision_as_object()}
    if page.pk not in drafts:
        drafts[page.pk] = page.get_latest_revision_as_object()
    facts = drafts[original.pk]
    if "links" in wanted:
        replaced["links"], facts.links = facts.links, wanted["links"]
    if "logo" in wanted:
        replaced["logo"] = facts.logo_id
        facts.logo = picture_of(change, actor) if wanted["logo"] else None
    target = drafts[page.pk]
    if "sentence" in words:
        replaced["sentence"] = target.sentence
        target.sentence = words["sentence"]
    if "description" in words:
        replaced["body"] = list(target.body.get_prep_value())
        set_body(target, merged(target.body, words["description"]))
    save(drafts, actor, is_published=is_published)
    return replaced


def set_body(page: MemberPage, blocks: list[dict[str, Any]]) -> None:
    field = MemberPage._meta.get_field("body")
    page.body = field.to_python(json.dumps(blocks))


def save(
    drafts: dict[int, MemberPage], actor: AbstractBaseUser, *, is_published: bool
) -> None:
    """The original first: what has no language goes from it to the others."""
    for draft in drafts.values():
        revision = draft.save_revision(user=actor, log_action=True)
        if is_published:
            # Who may accept may publish what they accepted; whether there is anything
            # else in it was asked before.
            revision.publish(user=actor, skip_permission_checks=True)


def picture_of(change: ProfileChange, actor: AbstractBaseUser) -> Any:
    data = bytes(change.logo or b"")
    if not data:
        raise NotNowError
    name = change.name[:200]
    image = get_image_model()(
        title=name,
        description=name,
        institution=name,
        licence=Licence.PERMISSION,
        uploaded_by_user=actor,
        file=ImageFile(BytesIO(data), name=change.logo_name),
    )
    image.save()
    return image


@transaction.atomic
def decline(
    change: ProfileChange,
    actor: AbstractBaseUser,
    *,
    was: str | None = None,
    reason: str = Refusal.OTHER,
    words: str = "",
) -> ProfileChange:
    change = as_seen(change, was)
    change.state, change.decided_at = State.DECLINED, timezone.now()
    change.save()
    record("declined", change, actor=actor, reason=reason)
    write_down(change)
    data = {"reason": reason, "words": words, "is_leave": change.is_leave}
    tell(change, "refused", data)
    return change


@transaction.atomic
def undo(change: ProfileChange, actor: AbstractBaseUser) -> ProfileChange:
    """Brings back what stood before, where it has not been changed since, and lets the
    change wait again."""
    change = locked(change)
    if change.state not in ProfileChange.DECIDED:
        raise NotNowError
    same = ProfileChange.objects.filter(
        member_key=change.member_key, kind=change.kind, language=change.language
    )
    if same.filter(state=State.WAITING).exists():
        # The contact has asked for something else since.
        raise NotNowError
    if change.state == State.ACCEPTED:
        bring_back(change, actor)
    was_left = change.is_leave and change.state == State.ACCEPTED
    change.state, change.decided_at, change.replaced = State.WAITING, None, {}
    change.save()
    record("taken back", change, actor=actor)
    if change.contact is not None:
        for kind in ("accepted", "refused", "left"):
            contacting.drop_mails(change.contact, kind)
        if was_left:
            Contact.objects.filter(pk=change.contact.pk).update(ended_at=None)
    tell(change, "undone", {})
    return change


def bring_back(change: ProfileChange, actor: AbstractBaseUser) -> None:
    original, replaced = original_of(change), change.replaced
    if "left_on" in replaced:
        told = replaced["left_on"]
        day = date.fromisoformat(told) if told else None
        leaving_day.set_left(change.member_key, day, actor)
        write_left(change, day)
        return
    if "website" in replaced:
        organisation = original.organisation
        if organisation.website != change.wanted["website"]:
            raise NotNowError
        organisation.website = replaced["website"]
        organisation.save()
    page = original
    if {"sentence", "body"} & set(replaced):
        found = standing.page_in(original, change.language)
        if found is None:
            raise NotNowError
        page = found
    drafts = {original.pk: original.get_latest_revision_as_object()}
    if page.pk not in drafts:
        drafts[page.pk] = page.get_latest_revision_as_object()
    facts, target = drafts[original.pk], drafts[page.pk]
    if "links" in replaced:
        facts.links = unchanged(facts.links, change.wanted["links"], replaced["links"])
    if "logo" in replaced:
        pictures = get_image_model().objects
        facts.logo = pictures.filter(pk=replaced["logo"]).first()
    if "sentence" in replaced:
        target.sentence = unchanged(
            target.sentence, change.wanted["sentence"], replaced["sentence"]
        )
    if "body" in replaced:
        unchanged(text_of(target.body), change.wanted["description"], "")
        set_body(target, replaced["body"])
    pages = standing.pages_of(original, change.language)
    is_published = replaced.get("is_published", False) and (
        standing.is_clean(pages) or standing.may_publish(pages, actor)
    )
    save(drafts, actor, is_published=is_published)


def unchanged(now: Any, wanted: Any, before: Any) -> Any:
    if now != wanted:
        raise NotNowError
    return before


def tell(change: ProfileChange, kind: str, data: dict[str, Any]) -> None:
    """By mail, if somebody speaks for the member."""
    contact = change.contact
    if contact is not None and contact.is_current:
        contacting.enqueue_mail(contact, kind, data=data)
