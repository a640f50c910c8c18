from typing import Any

from django.core.management.base import BaseCommand

from images.stock import clean_stock


class Command(BaseCommand):
    help = (
        "Takes places, names and cameras out of pictures that an older release stored, "
        "and has their renditions drawn anew. The worker does the same by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{clean_stock()} pictures cleaned.")
