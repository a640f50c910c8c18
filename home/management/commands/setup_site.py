from django.conf import settings
from django.core.cache import cache
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page, Site

from consents.defaults import make_consents
from consents.models import PrivacyNotice
from home import roles
from home.models import SiteSettings
from home.setup import account, pages
from home.setup.address import Address, make_site
from home.setup.languages import make_languages, named, read_codes
from home.setup.left import left
from home.setup.report import Report
from openheritage.locks import exclusively


class Command(BaseCommand):
    help = (
        "Makes an empty site one that staff can work on: its address, home page and "
        "fixed pages in the languages that you choose, texts of consent, roles, and "
        "the first superuser. Run again, it adds what is missing, and changes nothing "
        "that staff have changed. It says what it made, what stood already, and what "
        "is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            help="where the public reaches the site, https://…; by default BASE_URL",
        )
        parser.add_argument(
            "--languages",
            default=settings.LANGUAGE_CODE,
            help="codes with commas between: en,fr,ar. English is always there",
        )
        parser.add_argument(
            "--superuser",
            nargs=2,
            metavar=("NAME", "ADDRESS"),
            help="the first account and its mail address. A link is printed at which "
            f"the password is chosen, unless {account.PASSWORD} holds it",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would be made, make nothing",
        )

    def handle(
        self,
        *,
        address: str | None,
        languages: str,
        superuser: list[str] | None,
        dry_run: bool,
        **options: object,
    ) -> None:
        codes = read_codes(languages)
        where = Address.read(address or settings.WAGTAILADMIN_BASE_URL)
        wish = account.Wish(*superuser) if superuser else None
        report = Report(self.say)
        try:
            self.insist_on_tables()
            with transaction.atomic(), exclusively("setup_site"):
                home = self.make(codes, where, report, insist=bool(address))
                link = wish.make(report) if wish else ""
                rest = list(left(home))
                if dry_run:
                    transaction.set_rollback(True)
        except OperationalError as error:
            raise CommandError(
                "The database does not answer, or somebody else keeps it busy "
                f"({type(error).__name__}): nothing was made. Run this again."
            ) from None
        finally:
            # What was read within the transaction need not be true outside of it.
            cache.clear()
        if dry_run:
            self.say(f"Nothing was made: {report.made} would be.")
            return
        self.say(f"{report.made} made." if report.made else "All of it stood already.")
        if link:
            self.say(
                f"\nChoose the password here; the link opens once, for a day:\n{link}"
            )
        self.say("\nWhat is left:")
        for sentence in rest:
            self.say(f"- {sentence}")

    def make(
        self, codes: list[str], where: Address, report: Report, *, insist: bool
    ) -> Page:
        home = pages.make_home(report)
        make_site(home, where, report, insist=insist)
        originals = pages.make_pages(home, report)
        self.make_notice(home, report)
        made = make_languages(codes, home, originals, report)
        make_consents()
        roles.make_roles()
        spoken = ", ".join(named(code) for code in codes)
        report.stands(f"texts of consent in {spoken}")
        report.stands("roles, of the site and of " + f"{len(made)} languages")
        return home

    def make_notice(self, home: Page, report: Report) -> None:
        site = Site.objects.get(is_default_site=True)
        _row, is_new = SiteSettings.objects.get_or_create(site=site)
        (report.new if is_new else report.stands)("addresses at the foot of pages")
        page = pages.find("privacy", home)
        if not PrivacyNotice.objects.exists():
            PrivacyNotice.objects.create(page=page)
            report.new("privacy notice, a draft")
        else:
            report.stands("privacy notice")

    def insist_on_tables(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("Run `manage.py migrate` first.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
