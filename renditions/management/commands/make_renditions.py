from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renditions.making import make_all


class Command(BaseCommand):
    help = (
        "Makes the files of the Statement that are missing or out of date, at once; "
        "the worker does so by itself. Prints seconds and bytes of each."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for row, seconds in make_all():
            what = f"{row.text.language:8} {row.kind:10} {seconds:5.2f} s"
            if row.reason:
                failed += 1
                self.stdout.write(f"{what}  failed ({row.reason}): {row.detail}")
            else:
                self.stdout.write(f"{what} {row.size:9,} bytes  {row.file.name}")
        if failed:
            raise CommandError(f"{failed} files could not be made.")
        self.stdout.write("All files are there.")
