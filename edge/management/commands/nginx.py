from argparse import ArgumentParser, ArgumentTypeError
from ipaddress import ip_network
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from edge import nginx


def door(text: str) -> str:
    address, _colon, port = text.rpartition(":")
    if not port.isdecimal():
        raise ArgumentTypeError("give a port, or address:port")
    return f"{address or '127.0.0.1'}:{port}"


def networks(text: str) -> str:
    for network in text.split(","):
        try:
            ip_network(network.strip())
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from None
    return text


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
            "--door",
            type=door,
            default=nginx.DOOR,
            help="where EDGE_URL leads: a port of this machine, or address:port; 8001",
        )
        parser.add_argument(
            "--allow",
            type=networks,
            default=nginx.ALLOWED,
            metavar="NETWORKS",
            help="who may use it beside this machine, with commas between; nobody",
        )

    def handle(
        self, *, certificate: str | None, key: str | None, allow: str, **options: Any
    ) -> None:
        if bool(certificate) != bool(key):
            raise CommandError("Give --certificate and --key together.")
        names = ("application", "cache", "logs", "acme", "http", "https", "door")
        given: dict[str, Any] = {name: options[name] for name in names}
        given["allowed"] = allow
        if certificate:
            given |= {"certificate": certificate, "key": key}
        self.stdout.write(nginx.render(**given), ending="")
