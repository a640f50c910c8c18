from typing import Any

from django.core.management.base import BaseCommand

from openheritage import collation, names, territories


class Command(BaseCommand):
    help = (
        "Writes the table of countries and territories anew, from CLDR and from what "
        "was reviewed, and on PostgreSQL the order of their names in each language."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = territories.table()
        after = territories.made(
            {
                language: names.cldr(language).territories
                for language in territories.read(territories.REVIEWED)
            }
        )
        for language, named in after.items():
            for code, name in named.items():
                old = before.get(language, {}).get(code, "")
                if old != name:
                    self.stdout.write(f"{language} {code}: {old or '-'} -> {name}")
        territories.write(territories.TABLE, after)
        territories.table.cache_clear()
        if collation.can_collate():
            collation.write()
            self.stdout.write("The orders are made anew.")
        else:
            self.stdout.write("The orders are as before: PostgreSQL makes them.")
