from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError, CommandParser

from accounts import factors


class Command(BaseCommand):
    help = (
        "Recovery codes for somebody who cannot set up a second factor by mail, or has "
        "lost theirs. Prints them; each opens the admin once, after the password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove all devices and recovery codes instead",
        )

    def handle(self, *, username: str, remove: bool, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError("There is no such account.")
        if remove:
            factors.remove_all(user)
            self.stdout.write("This account has no second factor any more.")
            return
        for code in factors.make_recovery_codes(user, by=None):
            self.stdout.write(code)
