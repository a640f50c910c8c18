import json
from collections import Counter
from datetime import timedelta
from itertools import groupby

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openheritage import proofs
from translations import checkups, health
from translations.health import Fault, Found


class Command(BaseCommand):
    help = (
        "Looks whether translations are what they seem: kept numbers, published pages "
        "with words of the original, links that lead to another language or nowhere, "
        "missing plural forms, and since when what is published has been stale. Ends "
        "with 1 if something is wrong. What is stale is told, and wrong only with "
        "--stale. Staff find what it found in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="count anew what has drifted"
        )
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--stale",
            type=int,
            metavar="DAYS",
            help="fail as well if something has been stale for so many days",
        )

    def handle(
        self,
        *,
        repair: bool,
        json: bool,
        stale: int | None,
        verbosity: int,
        **options: object,
    ) -> None:
        found = [*health.everything(repair=repair)]
        checkups.keep(found)
        checkups.forget()
        wrong = [each for each in found if self.is_wrong(each, repair, stale)]
        proofs.keep(checkups.NAME, len(wrong))
        if json:
            self.stdout.write(as_json(found, len(wrong), repair))
        elif verbosity:
            self.tell(found, repair)
        if wrong:
            words = f"{len(wrong)} found that should not be."
            if any(each.fault == Fault.DRIFT for each in wrong):
                words += " Run it with --repair to count anew."
            raise CommandError(words)

    def is_wrong(self, found: Found, repair: bool, stale: int | None) -> bool:
        if found.fault == Fault.DRIFT:
            return not repair
        if found.fault == Fault.STALE and found.since:
            age = timezone.now() - found.since
            return stale is not None and age >= timedelta(days=stale)
        return True

    def tell(self, found: list[Found], repair: bool) -> None:
        if not found:
            self.stdout.write("All translations are as they should be.")
        order = [*Fault]
        for fault, of_fault in groupby(
            sorted(found, key=lambda each: order.index(each.fault)),
            key=lambda each: each.fault,
        ):
            each_of = [*of_fault]
            repaired = ", put right" if repair and fault == Fault.DRIFT else ""
            self.stdout.write(f"{health.label(fault)}: {len(each_of)}{repaired}")
            for each in each_of:
                self.stdout.write(f"  {each.title} ({each.language}): {each.words}")


def as_json(found: list[Found], wrong: int, repair: bool) -> str:
    counts = Counter(each.fault.value for each in found)
    return json.dumps(
        {
            "checked_at": timezone.now().isoformat(),
            "wrong": wrong,
            "repaired": counts[Fault.DRIFT.value] if repair else 0,
            "counts": {fault.value: counts[fault.value] for fault in Fault},
            "found": [each.as_dict() for each in found],
        },
        ensure_ascii=False,
        indent=2,
    )
