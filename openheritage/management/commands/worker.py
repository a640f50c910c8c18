import signal
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from openheritage import connection_needs
from openheritage.worker import Worker


class Command(BaseCommand):
    # The web process makes them; a worker starts the sooner.
    requires_system_checks = []
    help = (
        "Sends mail and does what else is due, until SIGTERM or SIGINT. "
        "Several may run at once."
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
        connection_needs.tell()
        worker.run(idle, once=once)
        if once and worker.failed:
            raise CommandError("Not everything went well: see the log.")
