"""Which groups somebody may give, and which accounts they may manage.

A group ranks no higher than a person who has every right that it gives: so nobody
gives a right that they lack, whatever a group is called and whatever an administrator
has added to it. The same holds for accounts: one is managed by whoever could give all
that it has. Superusers stand above everybody else, and nobody manages themselves.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db.models import Q, QuerySet
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
)

Rights = set[tuple[str, str]]


def under(rights: Iterable, kind: str) -> Rights:
    """Rights that hang on a node of a tree, each with the node's path."""
    return {(f"{kind} {permission}", path) for permission, path in rights}


def tree_rights(groups: Q) -> Rights:
    pages = GroupPagePermission.objects.filter(groups)
    collections = GroupCollectionPermission.objects.filter(groups)
    return under(pages.values_list("permission_id", "page__path"), "page") | under(
        collections.values_list("permission_id", "collection__path"), "collection"
    )


def is_covered(right: tuple[str, str], own: Rights) -> bool:
    """Whether one has it at the same place, or further up."""
    name, path = right
    return any(name == mine and path.startswith(above) for mine, above in own)


class Rank:
    """All that somebody may do, read once."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user
        self.is_highest = user.is_active and user.is_superuser
        if self.is_highest or not user.is_active:
            return
        mine = Q(group__user=user) | Q(user=user)
        self.permissions = set(
            Permission.objects.filter(mine).values_list("pk", flat=True)
        )
        self.places = tree_rights(Q(group__user=user))
        self.tasks = set(
            GroupApprovalTask.objects.filter(groups__user=user).values_list(
                "pk", flat=True
            )
        )

    def covers(self, permissions: Iterable[int], groups: Iterable[int]) -> bool:
        if self.is_highest:
            return True
        if not self.user.is_active:
            return False
        tasks = GroupApprovalTask.objects.filter(groups__in=groups)
        return (
            self.permissions.issuperset(permissions)
            and self.tasks.issuperset(tasks.values_list("pk", flat=True))
            and all(
                is_covered(right, self.places)
                for right in tree_rights(Q(group__in=groups))
            )
        )

    def may_give(self, group: Group) -> bool:
        own = group.permissions.values_list("pk", flat=True)
        return self.covers(own, [group.pk])

    def may_give_all(self, groups: Iterable[Group]) -> bool:
        return all(map(self.may_give, groups))

    def groups(self) -> QuerySet[Group]:
        """Those that they may give."""
        rows = Group.objects.order_by("name")
        return rows.filter(pk__in=[row.pk for row in rows if self.may_give(row)])

    def may_manage(self, user: User) -> bool:
        if user.pk == self.user.pk:
            return False
        if self.is_highest:
            return True
        if user.is_superuser:
            return False
        theirs = Q(group__user=user.pk) | Q(user=user.pk)
        return self.covers(
            Permission.objects.filter(theirs).values_list("pk", flat=True),
            list(user.groups.values_list("pk", flat=True)),
        )
