from django.core.management import BaseCommand, CommandError, CommandParser

from openheritage import proofs
from register import chain

from ...counts import differences, recount, totals
from ...models import Counting


class Command(BaseCommand):
    help = (
        "Proves that the public totals equal the rows of published signatures; "
        "fails when they do not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="count anew if they differ"
        )

    def handle(self, *, repair: bool, **options: object) -> None:
        found = differences()
        for line in found:
            self.stdout.write(line)
        if found and repair:
            recount(force=True)
            self.stdout.write("Counted anew.")
            found = differences()
        if found:
            head = chain.head()
            if head and head.sequence > Counting.load().sequence:
                self.stdout.write("The newest entries of the register wait for it.")
            else:
                proofs.keep("check_counts", len(found))
            raise CommandError(f"{len(found)} totals do not equal the rows.")
        proofs.keep("check_counts", 0)
        self.stdout.write(f"The totals equal the rows: {totals()['total']} signatures.")
