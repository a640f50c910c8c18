from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import synchronisation


class Command(BaseCommand):
    help = (
        "Makes the search server's index anew from the table of entries, while readers "
        "go on with the old one; what changes meanwhile is in the new one."
    )

    def handle(self, **options: object) -> None:
        if not settings.SEARCH_URL:
            self.stdout.write("The database answers searches and needs no index.")
            return
        begun = monotonic()
        try:
            count = synchronisation.rebuild()
        except Exception as error:
            # Its text may repeat what was sent.
            raise CommandError(
                f"The index could not be made ({type(error).__name__}). "
                "Readers are answered as before."
            ) from error
        seconds = monotonic() - begun
        self.stdout.write(f"{count} documents in {seconds:.1f} seconds.")
