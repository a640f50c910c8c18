from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from openheritage.slots import Slot, answers

from ...retention import erase
from .export_person import read_address


class Command(BaseCommand):
    help = (
        "Forgets the person behind an e-mail address, in any spelling. Published "
        "signatures and accepted translations stand without them. Without an argument "
        "the address is read from the input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?")

    def handle(self, *, address: str | None, **options: object) -> None:
        address = read_address(address)
        try:
            with transaction.atomic():
                number = erase(address)
                others = sum(answers(Slot.ERASE, address))
        except ValueError:
            raise CommandError("That is no e-mail address.") from None
        self.stdout.write(f"Forgotten behind {number} signatures.")
        if others:
            self.stdout.write(f"Forgotten behind {others} translations.")
