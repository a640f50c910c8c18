import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError, CommandParser
from wagtail_localize.models import Translation

from openheritage.locales import locale_ids
from translations.files import access, bundles
from translations.files.bundles import Kind
from translations.files.incoming import UnreadableError
from translations.files.sentences import part
from translations.files.taking import Outcome, Report, totals


class Command(BaseCommand):
    help = (
        "Writes the sentences of a page, a language or everything into PO or XLIFF "
        "files, and takes them back, sentence by sentence. Nothing goes live by it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        out = ways.add_parser("export", help="write a file")
        out.add_argument("--language", help="code of a language; all without it")
        out.add_argument(
            "--page", help="id, or place such as news/a-slug; all without it"
        )
        out.add_argument(
            "--format", choices=[kind.value for kind in Kind], default=Kind.PO.value
        )
        out.add_argument(
            "--output", help="file or folder to write to; - for standard output"
        )
        back = ways.add_parser("import", help="take files back")
        back.add_argument("files", nargs="+", help="PO, XLIFF or ZIP; - for input")
        back.add_argument(
            "--user", help="whose work it is, and whose rights hold; all without one"
        )
        back.add_argument(
            "--quiet", action="store_true", help="only what was not taken"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] == "export":
            self.export(options)
        else:
            self.bring_in(options)

    def export(self, options: dict[str, Any]) -> None:
        rows = self.chosen(options["language"], options["page"])
        kind = Kind(options["format"])
        if options["page"] and len(rows) == 1:
            download = bundles.of_page(part(rows[0]), kind)
        else:
            code = options["language"]
            name = f"open-heritage.{code}" if code else "open-heritage"
            download = bundles.of_many(rows, kind, name)
        if options["output"] == "-":
            sys.stdout.buffer.write(download.content)
            return
        path = Path(options["output"] or download.name)
        if path.is_dir():
            path /= download.name
        try:
            path.write_bytes(download.content)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(path))

    def chosen(self, language: str | None, page: str | None) -> list[Translation]:
        rows = bundles.all_translations()
        if language:
            known = {code.lower(): code for code in locale_ids()}
            code = known.get(language.replace("_", "-").lower())
            if code is None:
                raise CommandError(f"This site has no language {language}.")
            rows = rows.filter(target_locale__language_code=code)
        found = list(rows)
        if page:
            found = [row for row in found if self.is_called(row, page)]
        if not found:
            raise CommandError("There is nothing to translate.")
        return found

    def is_called(self, row: Translation, page: str) -> bool:
        instance = row.source.get_source_instance()
        place = part(row).place if not page.isdigit() else ""
        return page.strip("/") == place or page == str(instance.pk)

    def bring_in(self, options: dict[str, Any]) -> None:
        user = self.named(options["user"])

        def may(translation: Translation) -> str:
            return access.why_not(user, translation) if user else ""

        reports = []
        is_refused = False
        for name in options["files"]:
            try:
                content = (
                    sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
                )
                found = bundles.bring_in(name, content, user, may)
            except (OSError, UnreadableError) as error:
                self.stderr.write(f"{name}: {error}")
                is_refused = True
                continue
            for report in found:
                self.tell(report, is_quiet=options["quiet"])
            reports += found
        counts = totals(reports)
        self.stdout.write(
            ", ".join(
                f"{outcome}: {counts[outcome]}"
                for outcome in Outcome
                if counts[outcome]
            )
            or "nothing"
        )
        not_taken = counts[Outcome.REFUSED] + counts[Outcome.CONFLICT]
        if is_refused or not_taken or any(report.refusal for report in reports):
            raise CommandError("Not all of it was taken.")

    def named(self, name: str | None) -> User | None:
        if not name:
            return None
        user = get_user_model().objects.filter(username=name, is_active=True).first()
        if not isinstance(user, User):
            raise CommandError(f"Nobody here is called {name}.")
        return user

    def tell(self, report: Report, *, is_quiet: bool) -> None:
        head = (
            f"{report.title} [{report.language}]" if report.language else report.title
        )
        if report.refusal:
            self.stderr.write(f"{head}: {report.refusal}")
            return
        self.stdout.write(head)
        for line in report.lines:
            if is_quiet and line.outcome.is_taken:
                continue
            self.stdout.write(f"  {line.outcome}: {line.fault}")
