import json
import os
import signal
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from openheritage.server import born

NONE = "No web server of this site runs here ({file} names none). Start it first."
MIGRATIONS = "The database lacks migrations, {names}: run manage.py migrate first."
STATIC = "No static files were collected: run manage.py collectstatic first."
CATALOGUES = "No catalogues were compiled: run manage.py catalogues --compile first."
REFUSED = "The new code does not start, and the old one goes on serving. See the log."
GONE = "The web server has ended. See its log."
LATE = "The web server has not reloaded within {seconds} seconds. See its log."
DONE = "All workers serve the new code."


class Command(BaseCommand):
    help = (
        "Has the web server take up new code without a failed request: looks first "
        "whether the new code can serve, then waits until all workers do. New "
        "variables of the environment, another Python and another granian need a "
        "restart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--timeout",
            type=int,
            default=600,
            help="Seconds to wait for it; old workers may take long to end.",
        )

    def handle(self, *args: object, timeout: int, **options: object) -> None:
        pid = self.server()
        self.look_whether_it_can_serve()
        # By the clock that the server's process has, too.
        told = time.monotonic()
        os.kill(pid, signal.SIGHUP)
        end = told + timeout
        while time.monotonic() < end:
            state = self.state()
            if state.get("begun", 0) >= told:
                if state["what"] == "refused":
                    raise CommandError(REFUSED)
                self.stdout.write(DONE)
                return
            if state.get("born") != born(pid):
                raise CommandError(GONE)
            time.sleep(0.1)
        raise CommandError(LATE.format(seconds=timeout))

    @staticmethod
    def state() -> dict[str, Any]:
        with suppress(OSError, ValueError):
            return json.loads(settings.STATE_FILE.read_text())
        return {}

    def server(self) -> int:
        """Its process, if it is still that one and no other program."""
        state = self.state()
        if not state or state["born"] != born(state["pid"]):
            raise CommandError(NONE.format(file=settings.STATE_FILE))
        return state["pid"]

    @staticmethod
    def look_whether_it_can_serve() -> None:
        """In this process, which has just loaded the new code."""
        try:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            name = type(error).__name__
            raise CommandError(f"The database does not answer ({name}).") from None
        if missing:
            names = ", ".join(str(migration) for migration, _backwards in missing[:5])
            raise CommandError(MIGRATIONS.format(names=names))
        if not any(settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/*.mo")):
            raise CommandError(CATALOGUES)
        if getattr(staticfiles_storage, "hashed_files", True) == {}:
            raise CommandError(STATIC)
        from openheritage import wsgi

        wsgi.prepare()
