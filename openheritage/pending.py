"""Whether the database is as far as this code: without it pages fail."""

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .health import Answer, Figure, Found

# Of the check, and of what it asks.
NAME = "migrations"
PENDING = Figure("migrations_pending", "Migrations that the database lacks.")

Migration = tuple[str, str]


@cache
def known() -> frozenset[Migration]:
    """What this process's release brings: {(app, name)}.

    Asked first when a process begins, since an upgrade puts the files of the next
    release there while this one serves. By names alone: what they do is not loaded.
    """
    found = set()
    for app in apps.get_app_configs():
        module, _is_set = MigrationLoader.migrations_module(app.label)
        try:
            package = import_module(module or "")
        except (ModuleNotFoundError, ValueError):
            continue
        for _finder, name, is_package in pkgutil.iter_modules(package.__path__):
            if not is_package and name[0] not in "_~":
                found.add((app.label, name))
    return frozenset(found)


def migrations() -> frozenset[Migration]:
    """Those that the database lacks; one query."""
    rows = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    try:
        return known() - {*rows}
    except ProgrammingError:
        # There are no tables at all.
        return known()


def look(found: Found) -> Answer:
    number = found[NAME].number
    return Answer("pending" if number else "ok", (PENDING.of(number),))
