from django.core.management import BaseCommand, CommandError, CommandParser

from ...retention import erase
from .export_person import read_address


class Command(BaseCommand):
    help = (
        "Forgets the person behind an e-mail address, in any spelling. Published "
        "signatures stand without them. Without an argument the address is read from "
        "the input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?")

    def handle(self, *, address: str | None, **options: object) -> None:
        try:
            number = erase(read_address(address))
        except ValueError:
            raise CommandError("That is no e-mail address.") from None
        self.stdout.write(f"Forgotten behind {number} signatures.")
