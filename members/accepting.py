"""What staff decide on what a member’s contact asks for, each as one transaction."""

import json
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model

from correspondence.models import Message
from events.deeds import ChangedError, NotNowError
from images.credits import Licence
from openheritage.pseudonyms import key

from . import contacting, membership, standing
from .changing import locked, others_wait, record, write_down
from .contacting import page_of
from .models import Contact, MemberPage, ProfileChange, Refusal
from .profile_words import merged, text_of
from .standing import WORDS

State = ProfileChange.State


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
        membership.set_left(change.member_key, day, actor)
        membership.write_left(change.member_key, day)
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
        write_down(change)
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
        replaced |= standing.kept_of(original, change.language)
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
        replaced["logo_made"] = facts.logo_id
    target = drafts[page.pk]
    if "sentence" in words:
        replaced["sentence"] = target.sentence
        target.sentence = words["sentence"]
    if "description" in words:
        replaced["body"] = list(target.body.get_prep_value())
        set_body(target, merged(target.body, words["description"]))
    written = {page.pk} if words else set[int]()
    if {"links", "logo"} & set(wanted) or (is_published and not original.live):
        written.add(original.pk)
    save(drafts, written, actor, is_published=is_published)
    return replaced


def set_body(page: MemberPage, blocks: list[dict[str, Any]]) -> None:
    page.body = MemberPage.body.field.to_python(json.dumps(blocks))


def save(
    drafts: dict[int, MemberPage],
    written: set[int],
    actor: AbstractBaseUser,
    *,
    is_published: bool,
) -> None:
    """The original first: what has no language goes from it to the others."""
    for pk, draft in drafts.items():
        if pk not in written:
            continue
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
    if others_wait(change):
        # The contact has asked for something else since.
        raise NotNowError
    if change.state == State.ACCEPTED:
        bring_back(change, actor)
    was_accepted = change.state == State.ACCEPTED
    is_told = call_back(change)
    change.state, change.decided_at, change.replaced = State.WAITING, None, {}
    change.save()
    record("taken back", change, actor=actor)
    if change.is_leave or not was_accepted:
        # What an older backup shows on the pages is accepted there, too.
        write_down(change)
    if was_accepted and change.is_leave and change.contact is not None:
        Contact.objects.filter(pk=change.contact.pk).update(ended_at=None)
    if is_told:
        tell(change, "undone", {})
    return change


def call_back(change: ProfileChange) -> bool:
    """The mail of the decision, if it has not left. Returns whether it has."""
    if change.contact is None or change.decided_at is None:
        return False
    mails = contacting.mails_to(change.contact).filter(
        kind__in=["members.accepted", "members.refused", "members.left"],
        data__change=change.pk,
        created_at__gte=change.decided_at,
    )
    is_told = mails.on_the_way().exists()
    open_states = (Message.State.WAITING, Message.State.FAILED)
    mails.filter(state__in=open_states).update(state=Message.State.DROPPED)
    return is_told


def bring_back(change: ProfileChange, actor: AbstractBaseUser) -> None:
    original, replaced = original_of(change), change.replaced
    if "left_on" in replaced:
        told = replaced["left_on"]
        day = date.fromisoformat(told) if told else None
        membership.set_left(change.member_key, day, actor)
        membership.write_left(change.member_key, day)
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
        before = get_image_model().objects.filter(pk=replaced["logo"]).first()
        made = replaced.get("logo_made", facts.logo_id)
        facts.logo = unchanged(facts.logo_id, made, before)
    if "sentence" in replaced:
        target.sentence = unchanged(
            target.sentence, change.wanted["sentence"], replaced["sentence"]
        )
    if "body" in replaced:
        unchanged(text_of(target.body), change.wanted["description"], "")
        set_body(target, replaced["body"])
    is_clean = standing.is_clean(standing.pages_of(original, change.language))
    if replaced.get("is_published") and not is_clean:
        # Somebody prepares something else, which nobody shall read with this.
        raise NotNowError
    written = {page.pk} if {"sentence", "body"} & set(replaced) else set[int]()
    if {"links", "logo"} & set(replaced):
        written.add(original.pk)
    save(drafts, written, actor, is_published=is_clean)
    if page != original:
        standing.bring_back(page, replaced)


def unchanged(now: Any, wanted: Any, before: Any) -> Any:
    if now != wanted:
        raise NotNowError
    return before


def tell(change: ProfileChange, kind: str, data: dict[str, Any]) -> None:
    """By mail, if somebody speaks for the member."""
    contact = change.contact
    if contact is not None and contact.is_current:
        contacting.enqueue_mail(contact, kind, data=data | {"change": change.pk})
