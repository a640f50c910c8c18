from django.core.management import BaseCommand, CommandError

from openheritage import proofs
from register import chain


class Command(BaseCommand):
    help = "Verifies the whole register, entry by entry; fails when it is not whole."

    def handle(self, **options: object) -> None:
        count = 0
        for problem in chain.problems():
            self.stdout.write(problem)
            count += 1
        proofs.keep("verify_register", count)
        if count:
            raise CommandError(f"The register has {count} problems.")
        head = chain.head()
        if head is None:
            self.stdout.write("The register is empty.")
        else:
            self.stdout.write(
                f"The register is whole: {head.sequence} entries, head {head.hash}."
            )
