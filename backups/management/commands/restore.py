import time
from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser

from journal.kinds import Report

from ... import restoring
from ...errors import BackupError


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Restores a backup into an empty database and an empty folder of uploaded "
        "files, then does again what the journal tells of: who withdrew or was erased "
        "stays so, the register continues as the public has seen it, no mail goes "
        "twice. May be killed and begun again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of one backup")
        parser.add_argument(
            "--identity", type=Path, help="the file with the private key of age"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="replace what is there"
        )
        parser.add_argument(
            "--journal",
            type=Path,
            action="append",
            default=[],
            help="a copy of the journal, beside JOURNAL_DIR; may be given again",
        )
        parser.add_argument(
            "--without-journal",
            action="store_true",
            help="it is lost for good: mails that wait are held",
        )

    def handle(
        self,
        *,
        backup: Path,
        identity: Path | None,
        overwrite: bool,
        journal: list[Path],
        without_journal: bool,
        **options: object,
    ) -> None:
        began = time.monotonic()
        try:
            report = restoring.restore(
                backup,
                identity=identity,
                overwrite=overwrite,
                journals=journal,
                without_journal=without_journal,
                say=self.stdout.write,
            )
        except BackupError as error:
            raise CommandError(str(error)) from None
        tell(self, report)
        seconds = time.monotonic() - began
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems: see above.")
        self.stdout.write(f"Restored in {seconds:.0f} seconds. Start web and worker.")


def tell(command: BaseCommand, report: Report) -> None:
    done = ", ".join(f"{number} {kind}" for kind, number in sorted(report.done.items()))
    command.stdout.write(f"Done again by the journal: {done or 'nothing'}.")
    for note in report.notes:
        command.stdout.write(f"- {note}")
    for problem in report.problems:
        command.stdout.write(f"PROBLEM: {problem}")
