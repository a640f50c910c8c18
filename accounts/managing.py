"""What is done to the accounts of others, within one's rank."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.db import transaction

from events.deeds import NotNowError
from events.models import Event

from .ranks import Rank


def locked(user: User, rank: Rank) -> User:
    """Raises ``NotNowError`` for whoever is, or has come, above the rank."""
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None or not rank.may_manage(row):
        raise NotNowError
    return row


@transaction.atomic
def set_groups(user: User, groups: Iterable[Group], by: User) -> None:
    rank = Rank(by)
    row = locked(user, rank)
    wanted, had = set(groups), set(row.groups.all())
    if not rank.may_give_all(wanted - had):
        raise NotNowError
    row.groups.set(wanted)
    Event.objects.record(
        "groups changed",
        "account",
        row.pk,
        actor=by,
        given=sorted(group.name for group in wanted - had),
        taken=sorted(group.name for group in had - wanted),
    )


@transaction.atomic
def set_active(user: User, is_active: bool, by: User) -> None:
    row = locked(user, Rank(by))
    if row.is_active == is_active:
        raise NotNowError
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    verb = "activated" if is_active else "deactivated"
    Event.objects.record(verb, "account", row.pk, actor=by)
