from collections.abc import Callable

from django.core.management import BaseCommand, CommandParser

from openheritage.slots import Slot, fillings

from ...retention import purge


class Command(BaseCommand):
    help = (
        "Deletes personal data that is no longer needed, as docs/privacy.md says. The "
        "worker does the same once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be deleted"
        )

    def handle(self, *, dry_run: bool, **options: object) -> None:
        self.stdout.write("Would be deleted:" if dry_run else "Deleted:")
        purges: list[Callable[..., dict[str, int]]] = [purge, *fillings(Slot.PURGE)]
        for each in purges:
            for reason, number in each(dry_run=dry_run).items():
                self.stdout.write(f"  {number:>6}  {reason}")
