from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from correspondence.models import Link, Message, Suppression
from limits.models import Attempt, Ban
from openheritage.slots import Slot, answers


class Command(BaseCommand):
    help = (
        "After PSEUDONYM_KEY was changed: hashes the addresses that the site has anew, "
        "and deletes what was kept as a hash alone and means nothing any more: private "
        "links, the suppression list, banned addresses. Stop web and worker before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not only say so")

    @transaction.atomic
    def handle(self, *, yes: bool, **options: object) -> None:
        changed = sum(answers(Slot.REHASH))
        if not changed:
            self.stdout.write("Nothing to do: all addresses are of this key.")
            return
        void = {
            "private links": Link.objects.all(),
            "suppressed addresses": Suppression.objects.all(),
            "banned addresses": Ban.objects.filter(kind=Ban.Kind.ADDRESS),
            "attempts": Attempt.objects.all(),
        }
        self.stdout.write(f"{changed} addresses are hashed under the new key.")
        for what, rows in void.items():
            self.stdout.write(f"{rows.count()} {what} mean nothing any more: deleted.")
            rows.delete()
        Message.objects.exclude(address_key="").update(address_key="", slot=None)
        if not yes:
            transaction.set_rollback(True)
            raise CommandError("Nothing was changed. If you want that: --yes")
