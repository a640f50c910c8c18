"""Migrations make the classes of models with less work.

For every step Django makes anew the classes of all models near the changed one, forty
on average, and twenty thousand for an empty database. Half of the time goes into two
things that are done in a simpler way here, while migrations run. Delete this when
``migrate`` of an empty database takes no longer without it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.db.models import Field
from django.utils.functional import cached_property

# Neither is for others, so their types say nothing of them.
AnyField: Any = Field
AnyApps: Any = Apps
clone = AnyField.clone


def cloned(field: Any) -> Any:
    """Copied, where Django takes it apart and puts it together from what it is made of
    (for a body with all its blocks)."""
    if hasattr(field, "model"):
        # It belongs to a class already.
        return clone(field)
    copied = deepcopy(field)
    kind = type(copied)
    for name in [*vars(copied)]:
        if isinstance(getattr(kind, name, None), cached_property):
            del vars(copied)[name]
    # Fields stand in the order in which they were made.
    copied.creation_counter = AnyField.creation_counter
    AnyField.creation_counter += 1
    return copied


@contextmanager
def rendering_quickly() -> Iterator[None]:
    # Which setting names a model is asked for each relation, and forgotten with each
    # class, though it does not change.
    ask = AnyApps.get_swappable_settings_name
    known = cache(ask.__wrapped__)

    def named(apps: Apps, to_string: str) -> str | None:
        return known(apps, to_string)

    # It is called for each class; there is nothing to forget.
    vars(named)["cache_clear"] = lambda: None
    AnyField.clone, AnyApps.get_swappable_settings_name = cloned, named
    try:
        yield
    finally:
        AnyField.clone, AnyApps.get_swappable_settings_name = clone, ask
