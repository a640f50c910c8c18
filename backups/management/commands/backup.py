import signal
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from ... import making, manifest, tools
from ...errors import BackupError


def stop(*signal: object) -> None:
    """As Ctrl-C: what is unfinished is removed."""
    sys.exit(143)


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Copies database, uploaded files and journal into a folder that is there as a "
        "whole or not at all, encrypted for BACKUP_RECIPIENT where they are set."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, help="the folder of all backups; BACKUP_DIR"
        )
        parser.add_argument(
            "--keep", type=int, default=14, help="how many are kept; 14"
        )
        parser.add_argument(
            "--verify",
            type=Path,
            metavar="BACKUP",
            help="make none: look whether this one is whole",
        )

    def handle(
        self, *, to: Path | None, keep: int, verify: Path | None, **options: object
    ) -> None:
        try:
            if verify is not None:
                return self.verify(verify)
            folder = to or (Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None)
            if folder is None:
                raise BackupError("Say where to: BACKUP_DIR or --to FOLDER.")
            if keep < 1:
                raise BackupError("Keep one at least.")
            signal.signal(signal.SIGTERM, stop)
            self.tell(making.make(folder, keep))
        except BackupError as error:
            raise CommandError(str(error)) from None
        return None

    def tell(self, made: Path) -> None:
        found = manifest.read(made)
        size = sum(part.bytes for part in found.parts)
        self.stdout.write(
            f"{made}: {sum(found.rows.values())} rows, {found.media['files']} files, "
            f"{size / 1e6:.1f} MB."
        )
        if not tools.recipients():
            self.stdout.write(
                "It is not encrypted (BACKUP_RECIPIENT): it holds names and addresses."
            )

    def verify(self, folder: Path) -> None:
        found = manifest.read(folder)
        problems = manifest.problems(folder, found)
        for problem in problems:
            self.stdout.write(problem)
        if found.mac != found.signed():
            self.stdout.write(
                "Its manifest was changed, or PSEUDONYM_KEY is another one than when "
                "it was made."
            )
        if problems:
            raise CommandError(f"{folder} is damaged: restore another one.")
        self.stdout.write(f"{folder} is whole: {len(found.parts)} parts.")
