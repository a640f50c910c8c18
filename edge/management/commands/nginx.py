from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from edge import nginx


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Prints the file of nginx (deploy/nginx/openheritage.conf) with the host, "
        "folders and headers of this site. Write it to "
        "/etc/nginx/sites-available/openheritage, then: nginx -t"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--application",
            default=nginx.APPLICATION,
            help="where the web server listens, of several machines with commas "
            "between; 127.0.0.1:8000",
        )
        parser.add_argument("--certificate", help="fullchain.pem; Let's Encrypt's")
        parser.add_argument("--key", help="privkey.pem; Let's Encrypt's")
        parser.add_argument("--cache", default=nginx.CACHE, help="folder of copies")
        parser.add_argument("--logs", default=nginx.LOGS, help="folder of logs")
        parser.add_argument("--acme", default=nginx.ACME, help="folder of challenges")
        parser.add_argument("--http", type=int, default=nginx.HTTP, help="port; 80")
        parser.add_argument("--https", type=int, default=nginx.HTTPS, help="port; 443")
        parser.add_argument(
            "--door", type=int, default=nginx.DOOR, help="port of EDGE_URL; 8001"
        )
        parser.add_argument(
            "--door-for",
            default="",
            help="networks of other machines whose workers use it, with commas between",
        )

    def handle(
        self, *, certificate: str | None, key: str | None, **options: Any
    ) -> None:
        if bool(certificate) != bool(key):
            raise CommandError("Give --certificate and --key together.")
        names = [
            *("application", "cache", "logs", "acme", "http", "https", "door"),
            "door_for",
        ]
        given: dict[str, Any] = {name: options[name] for name in names}
        if certificate:
            given |= {"certificate": certificate, "key": key}
        self.stdout.write(nginx.render(**given), ending="")
