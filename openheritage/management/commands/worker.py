import logging
import os
import signal
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from openheritage import connection_needs, listening, metrics
from openheritage.worker import Worker


class Command(BaseCommand):
    # The web process makes them; a worker starts the sooner.
    requires_system_checks = []
    help = (
        "Sends mail and does what else is due, until SIGTERM or SIGINT. SIGHUP has it "
        "begin anew, with new code. Several may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="End when nothing is left to do."
        )
        parser.add_argument(
            "--idle", type=float, default=1, help="Seconds of rest between looks."
        )

    def handle(self, *args: object, once: bool, idle: float, **options: object) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        again: list[int] = []

        def reload(number: int, frame: object) -> None:
            # A terminal that is closed says the same, and wants it to end.
            if not (sys.stdin and sys.stdin.isatty()):
                again.append(number)
            worker.stop()

        signal.signal(signal.SIGHUP, reload)
        connection_needs.tell()
        listening.start()
        metrics.begin()
        worker.run(idle, once=once)
        if again and not once:
            begin_anew()
        if once and worker.failed:
            raise CommandError("Not everything went well: see the log.")


def begin_anew() -> None:
    """The same process, so that whoever watches over it sees none end."""
    connections.close_all()
    # What waits to be told is told; nothing else ends here as at the end of a process.
    logging.shutdown()
    # Until the new one knows what it means.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what runs
