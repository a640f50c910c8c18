from django.core.management.base import BaseCommand

from edge import error_pages


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Writes the pages that nginx shows while the application cannot answer, in "
        "all open languages, to VAR_DIR/errors. The worker does the same by itself."
    )

    def handle(self, *, verbosity: int, **options: object) -> None:
        changed = error_pages.write()
        if verbosity:
            self.stdout.write(f"{len(changed)} files written to {error_pages.folder()}")
