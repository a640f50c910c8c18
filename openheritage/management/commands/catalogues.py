from django.core.management import BaseCommand, CommandError, CommandParser

from openheritage import catalogues


class Command(BaseCommand):
    help = (
        "Brings the message catalogues in step with the code and compiles them. "
        "With --compile it only compiles. A message with a wrong placeholder or mark "
        "is left out and named; the command then fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--compile", dest="only_compile", action="store_true", help="only compile"
        )
        parser.add_argument("--add", metavar="LANGUAGE", help="begin a new catalogue")

    def handle(self, *, only_compile: bool, add: str | None, **options: object) -> None:
        if not only_compile:
            messages = catalogues.collect(catalogues.PUBLIC)
            for language in {*catalogues.shipped(), *([add] if add else [])}:
                catalogues.update(language, messages)
            messages.fuzzy = False
            catalogues.write_catalogue(catalogues.PUBLIC_TEMPLATE, messages)
            staff = catalogues.collect(catalogues.STAFF)
            staff.fuzzy = False
            catalogues.write_catalogue(catalogues.STAFF_TEMPLATE, staff)
            for language in catalogues.staff_languages():
                catalogues.update(language, staff, "staff.po")
        left_out = catalogues.compile_all()
        self.stdout.write(f"{len(catalogues.shipped())} catalogues compiled.")
        if left_out:
            raise CommandError(
                "These messages were left out and are shown in English:\n"
                + "\n".join(left_out)
            )
