"""The roles of staff, and how an app says what one may do with its models.

``Slot.RIGHTS`` collects the rights of all apps; whoever makes the groups gives
each of them once.
"""

from dataclasses import dataclass

from django.db.models import Model

EDITORS = "Editors"
MODERATORS = "Moderators"
REVIEWERS = "Reviewers"
# They see the people behind signatures, with a second factor alone.
DATA_KEEPERS = "Data keepers"

ROLES = (EDITORS, MODERATORS, REVIEWERS, DATA_KEEPERS)


@dataclass(frozen=True)
class Right:
    """``actions`` (view, change, …) on a model, for each of the roles."""

    model: type[Model]
    actions: tuple[str, ...]
    roles: tuple[str, ...]
