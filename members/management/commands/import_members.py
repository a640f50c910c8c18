import sys
from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from openheritage.locks import exclusively

from ... import importing
from ...importing import Plan
from ...member_files import COLUMNS, FileError, Read, Row, read

LOCK = "members.import"


class Command(BaseCommand):
    help = (
        "Makes and changes members of the Coalition from a CSV file. Its first line "
        f"names the columns, in any order: {', '.join(COLUMNS)}; only “name” must be "
        "there. An empty cell says nothing. What staff have changed is kept. Run "
        "again with the same file, it changes nothing. A file with errors changes "
        "nothing either; each is told with its line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", help="- reads standard input")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would change, and write nothing",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="take the file's word over what staff have changed",
        )
        parser.add_argument(
            "--skip-errors",
            action="store_true",
            help="leave out the lines that are wrong, and take the others",
        )
        parser.add_argument(
            "--draft", action="store_true", help="do not publish new members"
        )
        parser.add_argument(
            "--encoding", default="", help="of the file, if it is not UTF-8"
        )

    def handle(
        self,
        *,
        file: str,
        dry_run: bool,
        overwrite: bool,
        skip_errors: bool,
        draft: bool,
        encoding: str,
        **options: object,
    ) -> None:
        # What is wrong is said in the language of the command.
        with override("en"), transaction.atomic():
            found = self.file(file, encoding)
            if found.unknown:
                self.stdout.write(f"Not read: {', '.join(found.unknown)}.")
            with exclusively(LOCK):
                done, wrong = importing.plans(found.rows, overwrite=overwrite)
                self.tell(done, wrong)
                if wrong and not skip_errors:
                    raise CommandError(
                        f"{len(wrong)} of {len(found.rows)} lines are wrong; nothing "
                        "was written."
                    )
                self.stdout.write(self.sum_up(done))
                if dry_run:
                    self.stdout.write("Nothing was written.")
                else:
                    self.write(done, live=not draft)
        if wrong:
            raise CommandError(f"{len(wrong)} lines were left out.")

    def file(self, name: str, encoding: str) -> Read:
        try:
            content = (
                sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            )
            return read(content, encoding)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}.") from None
        except FileError as error:
            raise CommandError(str(error)) from None

    def write(self, done: list[Plan], *, live: bool) -> None:
        index = importing.index_page()
        if index is None:
            raise CommandError("There is no list of members yet: setup_site makes it.")
        importing.carry_out(done, index, live=live)

    def tell(self, done: list[Plan], wrong: list[Row]) -> None:
        for each in done:
            for line in lines(each):
                self.stdout.write(f"Line {each.row.line}: {each.row.name}: {line}")
        for row in wrong:
            for error in row.errors:
                self.stderr.write(f"Line {row.line}: {error}")

    @staticmethod
    def sum_up(done: list[Plan]) -> str:
        found = importing.summary(done)
        words = ", ".join(
            f"{found[name]} {name}" for name in ("new", "changed", "unchanged")
        )
        kept = (
            f"; of {found['kept']} something is kept that is otherwise here "
            "(--overwrite takes the file's)"
            if found["kept"]
            else ""
        )
        return f"{words}{kept}."


def lines(done: Plan) -> list[str]:
    """What becomes of a line of the file."""
    if done.is_new:
        said = "new"
        if done.organisation:
            country = done.organisation.country or "no country"
            said += (
                ", of an organisation that is here already "
                f"(number {done.organisation.pk}, {country})"
            )
        found = [said]
    else:
        found = [
            f"{name}: {old or 'nothing'} becomes {new}"
            for name, (old, new) in done.changes.items()
        ]
    return found + [
        f"{name}: kept {now or 'nothing'}, the file says {said}"
        for name, (now, said) in done.kept.items()
    ]
