from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser

from ... import restoring
from ...errors import BackupError
from .restore import tell


class Command(BaseCommand):
    help = (
        "Does again what the journal tells of and the database does not hold, as after "
        "a recovery to a point in time. May be killed and begun again; what is there "
        "already is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "journal",
            type=Path,
            nargs="*",
            help="copies of the journal, beside JOURNAL_DIR",
        )

    def handle(self, *, journal: list[Path], **options: object) -> None:
        try:
            report = restoring.replay_alone(journal)
        except BackupError as error:
            raise CommandError(str(error)) from None
        tell(self, report)
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems: see above.")
