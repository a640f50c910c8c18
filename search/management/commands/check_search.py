from itertools import islice

from django.core.management import BaseCommand, CommandError, CommandParser

from openheritage import proofs
from search import sources, synchronisation, upgrade
from search.models import Entry
from search.proving import batches, stray
from search.synchronisation import Difference

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Proves that the search table equals what the public may see. What was "
        "changed within seconds may be reported: the worker is on its way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="put right what is different"
        )

    def handle(self, *, repair: bool, verbosity: int, **options: object) -> None:
        self.shown = 0 if verbosity else SHOWN
        if repair:
            synchronisation.enter_all()
        different = 0
        known = set()
        for batch in batches(sources.things()):
            known.update(batch)
            different += self.look_at(batch, repair)
        for batch in batches(stray(known)):
            different += self.look_at(batch, repair)
        if repair:
            upgrade.remember()
        proofs.keep("check_search", 0 if repair else different)
        count = Entry.objects.count()
        if not verbosity and (repair or not different):
            return
        if not different:
            self.stdout.write(f"{count} entries, all as the public may see.")
        elif repair:
            self.stdout.write(f"{different} entries put right; there are {count}.")
        else:
            raise CommandError(f"{different} entries differ: run it with --repair.")

    def look_at(self, things: list[str], repair: bool) -> int:
        found = (
            synchronisation.repair(things)
            if repair
            else synchronisation.compare(things)
        )
        self.show(found)
        return len(found)

    def show(self, found: Difference) -> None:
        for what, document_id in islice(found, max(0, SHOWN - self.shown)):
            self.stdout.write(f"{what}: {document_id}")
            self.shown += 1
