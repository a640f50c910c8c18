"""Django's own, after a look at what it would work on, and with less work beside it."""

from contextlib import nullcontext
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from openheritage.memory import rarely_collecting
from openheritage.rendering import rendering_quickly

# Every database has had the first of these since the site began, and the second since
# the apps have their present rooms, whose migrations were made anew. Delete this
# command when nobody has a database of before any more.
BEGAN, HAS_ROOMS = ("home", "0001_initial"), ("events", "0001_initial")
WORDS = (
    "This database was made before the apps had their present rooms, and cannot be "
    "brought up to date. It holds sample content alone, since no such version was "
    "released: remove it (`make clean` removes the one under var/) and start again."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        recorder = MigrationRecorder(connections[options["database"]])
        applied = recorder.applied_migrations()
        if BEGAN in applied and HAS_ROOMS not in applied:
            raise CommandError(WORDS)
        # On the way back code is asked for with classes of several states at once.
        is_forward = options["migration_name"] is None
        quickly = rendering_quickly() if is_forward else nullcontext()
        with rarely_collecting(), quickly:
            super().handle(*args, **options)
