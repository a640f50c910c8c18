"""Somebody is invited, comes or does not."""

from datetime import datetime

from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.users.models import UserProfile

from correspondence import links
from correspondence.models import Message
from correspondence.outbox import enqueue
from events.deeds import NotNowError
from events.models import Event

from . import people
from .models import Invitation
from .ranks import Rank

INVITE = "accounts.invite"
ABOUT = "invitation"


def mail(invitation: Invitation) -> Message | None:
    return enqueue(
        INVITE,
        invitation.pk,
        language=invitation.language,
        address=invitation.address,
        by_staff=True,
    )


def open_until() -> datetime:
    return timezone.now() + links.purposes[INVITE].lifetime


@transaction.atomic
def invite(
    address: str, groups: list[Group], language: str, *, by: User
) -> tuple[Invitation, Message | None]:
    """Raises ``NotNowError`` where the mailbox has an account or an invitation."""
    if people.of_mailbox(address) or not Rank(by).may_give_all(groups):
        raise NotNowError
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                address=address,
                mailbox_key=people.key_of(address),
                language=language,
                invited_by=by,
                expires_at=open_until(),
            )
    except IntegrityError:
        raise NotNowError from None
    invitation.groups.set(groups)
    names = sorted(group.name for group in groups)
    Event.objects.record("invited", ABOUT, invitation.pk, actor=by, groups=names)
    return invitation, mail(invitation)


def locked(pk: int) -> Invitation:
    """Nobody else uses or ends it meanwhile. Raises ``NotNowError``."""
    row = Invitation.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotNowError
    return row


@transaction.atomic
def send_again(invitation: Invitation, by: User) -> Message | None:
    """A new link, open for as long again; the older ones end."""
    row = locked(invitation.pk)
    if not Rank(by).may_give_all(row.groups.all()):
        raise NotNowError
    row.expires_at = open_until()
    row.invited_by = by
    row.save(update_fields=["expires_at", "invited_by"])
    links.revoke(INVITE, row.pk)
    Event.objects.record("invited again", ABOUT, row.pk, actor=by)
    return mail(row)


@transaction.atomic
def take_back(invitation: Invitation, by: User) -> None:
    row = locked(invitation.pk)
    if not Rank(by).may_give_all(row.groups.all()):
        raise NotNowError
    Event.objects.record("invitation taken back", ABOUT, row.pk, actor=by)
    end(row)


def end(invitation: Invitation) -> None:
    links.revoke(INVITE, invitation.pk)
    invitation.delete()


def is_good(invitation: Invitation) -> bool:
    """Whether who invited could still do so."""
    by = invitation.invited_by
    return (
        invitation.state == "open"
        and by.has_perm("accounts.add_invitation")
        and Rank(by).may_give_all(invitation.groups.all())
    )


@transaction.atomic
def accept(invitation: Invitation, user: User) -> User:
    """Saves the account, whose name and password its owner has chosen.

    Raises ``NotNowError``, and ``IntegrityError`` for a name that was taken just now.
    """
    row = locked(invitation.pk)
    if not is_good(row) or people.of_mailbox(row.address):
        raise NotNowError
    user.email = row.address
    user.save()
    user.groups.set(row.groups.all())
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": people.admin_language(row.language)}
    )
    Event.objects.record("joined", ABOUT, row.pk, actor=user)
    Event.objects.record(
        "joined",
        "account",
        user.pk,
        actor=user,
        groups=row.group_names,
        invited_by=row.invited_by.get_username(),
    )
    end(row)
    return user


def forget_expired() -> int:
    """Deletes what nobody has used in time, and the address with it."""
    count = 0
    for row in Invitation.objects.filter(expires_at__lt=timezone.now()):
        with transaction.atomic():
            Event.objects.record("invitation expired", ABOUT, row.pk)
            end(row)
            count += 1
    return count
