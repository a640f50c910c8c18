from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renditions.making import LINES, make_all


class Command(BaseCommand):
    help = (
        "Makes files that are missing or out of date, at once; the worker does so by "
        "itself. Prints seconds and bytes of each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            nargs="*",
            choices=[*(line.sort for line in LINES), []],
            metavar="what",
            help=f"{', '.join(line.sort for line in LINES)}; the first if none is said",
        )

    def handle(self, *args: Any, what: list[str], **options: Any) -> None:
        wanted = what or [LINES[0].sort]
        failed = 0
        for line in LINES:
            if line.sort in wanted:
                failed += self.make(make_all(line))
        if failed:
            raise CommandError(f"{failed} files could not be made.")
        self.stdout.write("All files are there.")

    def make(self, made: Any) -> int:
        failed = 0
        for row, seconds in made:
            what = f"{row.subject:10} {row.kind:11} {seconds:5.2f} s"
            if row.due_at and row.reason:
                failed += 1
                self.stdout.write(f"{what}  failed ({row.reason}): {row.detail}")
            elif row.file:
                self.stdout.write(f"{what} {row.size:9,} bytes  {row.file.name}")
        return failed
