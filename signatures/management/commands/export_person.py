import json
import sys

from django.core.management import BaseCommand, CommandError, CommandParser

from openheritage.slots import Slot, answers

from ...retention import export


def read_address(argument: str | None) -> str:
    """The argument, or a line of the input, which no shell's history keeps."""
    if argument:
        return argument
    if sys.stdin.isatty():
        sys.stderr.write("E-mail address: ")
    return sys.stdin.readline().strip()


class Command(BaseCommand):
    help = (
        "Prints as JSON all that is kept about an e-mail address, in any spelling. "
        "Without an argument the address is read from the input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?")

    def handle(self, *, address: str | None, **options: object) -> None:
        address = read_address(address)
        try:
            found = export(address)
            for more in answers(Slot.EXPORT, address):
                found |= more
        except ValueError:
            raise CommandError("That is no e-mail address.") from None
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2, default=str))
