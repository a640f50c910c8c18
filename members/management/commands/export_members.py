import csv
from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser

from openheritage.spreadsheets import BOM, Lines, safe

from ... import importing
from ...member_files import COLUMNS


class Command(BaseCommand):
    help = (
        "Writes the public facts of all members into a CSV file that import_members "
        "reads, to standard output without a name of a file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", nargs="?", default="-")
        parser.add_argument(
            "--all",
            action="store_true",
            help="those too that are not published; else what readers see",
        )

    def handle(self, *, file: str, all: bool, **options: object) -> None:  # noqa: A002
        writer = csv.writer(Lines())
        lines = [BOM + writer.writerow(COLUMNS)]
        pages = importing.originals()
        if not all:
            pages = pages.public().live()
        for member in pages.order_by("organisation__sort_name", "pk"):
            facts = importing.facts_of(member, member.organisation)
            facts["id"] = str(member.translation_key)
            lines.append(writer.writerow([safe(facts[name]) for name in COLUMNS]))
        text = "".join(lines)
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from None
        self.stdout.write(f"{len(lines) - 1} members written to {file}.")
