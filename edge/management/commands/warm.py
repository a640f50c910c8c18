import time
from argparse import ArgumentParser
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edge import addresses, purging
from edge.models import EVERYTHING
from edge.warming import Edge, fill, ours

EVERY = 100
SHOWN = 20


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Fetches all that the sitemap names, in every language, through the server in "
        "front, so that it has a copy of each: after a deploy, or by cron. Ends with 1 "
        "if something could not be fetched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--connect",
            default="",
            metavar="ADDRESS:PORT",
            help="where the server in front is, if DNS does not say so (yet)",
        )
        parser.add_argument(
            "--ca", default="", help="the certificate of your own authority"
        )
        parser.add_argument("--parallel", type=int, default=4, help="at a time; 4")
        parser.add_argument(
            "--purge", action="store_true", help="forget all copies before"
        )

    def handle(
        self,
        *,
        connect: str,
        ca: str,
        parallel: int,
        purge: bool,
        verbosity: int,
        **options: object,
    ) -> None:
        if purge:
            if not settings.WAGTAILFRONTENDCACHE:
                raise CommandError("Nothing to purge: set EDGE_URL.")
            purging.forget(addresses.paths_of([EVERYTHING]))
        edge = Edge(settings.WAGTAILADMIN_BASE_URL, connect, ca)
        if not connect and not ca:
            edge = ours() or edge
        paths, began = addresses.of_sitemap(), time.monotonic()
        counted: Counter[str] = Counter()
        failed = []
        for number, (path, found, status) in enumerate(
            fill(edge, paths, parallel=max(parallel, 1)), 1
        ):
            counted[found] += 1
            if found == "failed":
                failed.append(f"{status or 'no answer'}: {path}")
            if verbosity > 1 or (verbosity and number % EVERY == 0):
                self.stdout.write(f"{number} of {len(paths)}")
        for line in failed[:SHOWN]:
            self.stderr.write(line)
        parts = ", ".join(
            f"{number} {name}" for name, number in sorted(counted.items())
        )
        if verbosity:
            seconds = time.monotonic() - began
            self.stdout.write(f"{len(paths)} addresses in {seconds:.1f} s: {parts}")
        if failed:
            raise CommandError(f"{len(failed)} addresses could not be fetched.")
