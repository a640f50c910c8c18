"""Migrations make the classes of models with less work.

For every step Django makes anew the classes of all models near the changed one, forty
on average, and twenty thousand for an empty database: of ``migrate``'s 45 seconds,
thirty went into that. Here each step makes those alone that the next one looks at, on
the way forward; code in migrations is given all of them anew, if it asks for any. The
tables are the same (``tests/openheritage/test_rendering.py``). Delete this when
``migrate`` of an empty database takes no longer without it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.apps.registry import Apps
from django.db.migrations.operations import RunPython
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django.utils.functional import SimpleLazyObject, cached_property

# Of an app, and of a model.
Name = tuple[str, str]

# None of them is for others, so their types say nothing of them.
AnyField: Any = Field
AnyApps: Any = Apps
AnyState: Any = ProjectState
clone = AnyField.clone
add_model, add_field = AnyState.add_model, AnyState.add_field
alter_field, find = AnyState.alter_field, AnyState._find_reload_model
AnyCode: Any = RunPython
run = AnyCode.database_forwards


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


def added(state: Any, model: ModelState) -> None:
    """Without those that it leads to and all near them: as when a program is loaded, a
    class that is new tells those which are there, and none of them changes."""
    apps = vars(state).pop("apps", None)
    add_model(state, model)
    if apps is not None:
        state.apps = apps
        apps.render_multiple([model])


def field_added(state: Any, app: str, model: str, *field: Any) -> None:
    """The same of a relation: whom it leads to is told."""
    apps = vars(state).pop("apps", None)
    add_field(state, app, model, *field)
    if apps is not None:
        state.apps = apps
        state.reload_model(app, model, delay=True)


def found(state: Any, app: str, model: str, delay: bool = False) -> set[Name]:
    """Of what may be ``delayed``: the class itself, and those that hold it, since they
    are made of it or lead to it."""
    # What is renamed is not known by its new name.
    if not delay or model not in state.apps.all_models[app]:
        return find(state, app, model, delay)
    state.is_delayed = True
    classes = [state.apps.get_model(app, model)]
    for each in classes:
        classes += each.__subclasses__()
    leading = [
        field.related_model
        for field in classes[0]._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and field.related_model
    ]
    return {
        (each._meta.app_label, each._meta.model_name) for each in [*classes, *leading]
    }


def stored(field: Any) -> tuple[Any, ...]:
    """What of a field the database is told, and what its class is (as
    ``schema_editor.alter_field`` compares two)."""
    _name, kind, args, options = field.deconstruct()
    kept = {key: options[key] for key in options if key not in field.non_db_attrs}
    return kind, args, kept


def altered(
    state: Any, app: str, model: str, name: str, field: Any, preserve_default: bool
) -> None:
    """Classes stay as they are where only words, choices or names of relations change.
    Code of a migration, which could ask for these, is given new classes (``delayed``).
    """
    old = state.models[app, model].fields[name]
    if not preserve_default or stored(old) != stored(field):
        return alter_field(state, app, model, name, field, preserve_default)
    apps = vars(state).pop("apps", None)
    alter_field(state, app, model, name, field, preserve_default)
    if apps is not None:
        state.apps, state.is_delayed = apps, True
    return None


def with_classes(
    code: Any, app: str, schema: Any, before: ProjectState, after: ProjectState
) -> None:
    """All classes are made for code that asks for one, which triggers do not."""
    before.clear_delayed_apps_cache()
    asked = SimpleNamespace(
        clear_delayed_apps_cache=lambda: None,
        apps=SimpleLazyObject(lambda: before.apps),
    )
    run(code, app, schema, asked, after)


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
    AnyState.add_model, AnyState.add_field = added, field_added
    AnyState.alter_field, AnyState._find_reload_model = altered, found
    AnyCode.database_forwards = with_classes
    try:
        yield
    finally:
        AnyField.clone, AnyApps.get_swappable_settings_name = clone, ask
        AnyState.add_model, AnyState.add_field = add_model, add_field
        AnyState.alter_field, AnyState._find_reload_model = alter_field, find
        AnyCode.database_forwards = run
