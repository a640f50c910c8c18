from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser

from ...dumps import DumpError, opened, records
from ...importing import MOST_TOLD, take
from ...models import Entry


class Command(BaseCommand):
    help = (
        "Loads a dump of the Research Organization Registry (schema 2, .json or .zip, "
        "from its page of data) into a table that suggests organisations to those who "
        "type their names. Run again with a newer dump, it brings the table in step; "
        "what the registry has withdrawn is suggested no more. Nothing is asked of the "
        "registry itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would change, and write nothing",
        )

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        try:
            with opened(file) as dump:
                outcome = take(records(dump), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except DumpError as error:
            raise CommandError(
                f"{file}: {error}. What came before it has been taken; run again with "
                "a sound file."
            ) from error
        counts = outcome.counts
        for words in outcome.errors:
            self.stderr.write(words)
        if counts["wrong"] > MOST_TOLD:
            self.stderr.write(f"… and {counts['wrong'] - MOST_TOLD} more")
        done = ", ".join(
            f"{counts[kind]} {kind}" for kind in ("new", "changed", "the same")
        )
        inactive = counts[Entry.Status.INACTIVE] + counts[Entry.Status.WITHDRAWN]
        self.stdout.write(
            f"{'Would be' if dry_run else 'Records'}: {done}; "
            f"{inactive} of them not active; {counts['twice']} twice, "
            f"{counts['wrong']} wrong."
        )
        if counts["wrong"]:
            raise CommandError("Some records are wrong: see above.")
