"""``runserver`` says last how one signs in, so that nothing pushes it out of sight."""

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver

from .load_demo import welcome


class Command(runserver.Command):
    def on_bind(self, server_port: int) -> None:
        super().on_bind(server_port)
        if settings.DEMO:
            self.stdout.write(welcome(f"http://localhost:{server_port}"))
            # Before any line about a page, into a file as well.
            self.stdout.flush()
