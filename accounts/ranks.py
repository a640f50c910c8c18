"""Which groups somebody may give, and which accounts they may manage.

A group ranks no higher than a person who has every right that it gives: so nobody
gives a right that they lack, whatever a group is called and whatever an administrator
has added to it. The same holds for accounts: one is managed by whoever could give all
that it has. Superusers stand above everybody else, and nobody manages themselves.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import QuerySet
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
)

# What a right is about, and where it holds: a path in the tree of pages or of
# collections, or empty for everywhere.
Right = tuple[str, int, str]


def rights_of_groups() -> dict[int, set[Right]]:
    """All rights of all groups, read at once: ``{group: rights}``."""
    found: dict[int, set[Right]] = defaultdict(set)
    permissions = Group.permissions.through.objects
    for group, permission in permissions.values_list("group_id", "permission_id"):
        found[group].add(("model", permission, ""))
    pages = GroupPagePermission.objects
    for group, permission, path in pages.values_list(
        "group_id", "permission_id", "page__path"
    ):
        found[group].add(("page", permission, path))
    collections = GroupCollectionPermission.objects
    for group, permission, path in collections.values_list(
        "group_id", "permission_id", "collection__path"
    ):
        found[group].add(("collection", permission, path))
    # Whoever may approve at a step of a workflow.
    tasks = GroupApprovalTask.objects.filter(groups__isnull=False)
    for group, task in tasks.values_list("groups", "pk"):
        found[group].add(("task", task, ""))
    return found


def is_covered(right: Right, own: set[Right]) -> bool:
    """Whether one has it at the same place, or further up."""
    if right in own:
        return True
    kind, about, path = right
    return any(
        (kind, about) == mine[:2] and path.startswith(mine[2]) for mine in own if path
    )


class Rank:
    """All that somebody may do, read once."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user
        self.is_highest = user.is_active and user.is_superuser
        self.by_group = rights_of_groups()
        self.own = self.rights_of(user) if isinstance(user, User) else set()

    def rights_of(self, user: User) -> set[Right]:
        direct: set[Right] = {
            ("model", permission.pk, "") for permission in user.user_permissions.all()
        }
        return direct.union(*(self.by_group[group.pk] for group in user.groups.all()))

    def covers(self, rights: Iterable[Right]) -> bool:
        if self.is_highest:
            return True
        return self.user.is_active and all(
            is_covered(right, self.own) for right in rights
        )

    def may_give(self, group: Group) -> bool:
        return self.covers(self.by_group[group.pk])

    def may_give_all(self, groups: Iterable[Group]) -> bool:
        return all(map(self.may_give, groups))

    def groups(self) -> QuerySet[Group]:
        """Those that they may give."""
        rows = Group.objects.order_by("name")
        return rows.filter(pk__in=[row.pk for row in rows if self.may_give(row)])

    def may_manage(self, user: User) -> bool:
        if user.pk == self.user.pk:
            return False
        if user.is_superuser:
            return self.is_highest
        return self.covers(self.rights_of(user))
