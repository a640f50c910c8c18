"""Under which address the public reaches the site."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import CommandError
from django.http.request import validate_host
from wagtail.models import Site

from ..models import HomePage
from .report import Report

PORTS = {"https": 443, "http": 80}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What the migrations make, and Wagtail by itself.
NOBODYS = {("localhost", 80), ("", 80)}
NAME = "Open Heritage"


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    text: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ``CommandError`` for what no reader could use."""
        wrong = f"{text!r} is no address of a site: write it as https://example.org"
        try:
            parts = urlsplit(text.strip().rstrip("/"))
            host, port = parts.hostname or "", parts.port
            host = host if ":" in host else host.encode("idna").decode()
        except ValueError:
            raise CommandError(wrong) from None
        rest = parts.path or parts.query or parts.fragment or parts.username
        if parts.scheme not in PORTS or not host or rest:
            raise CommandError(wrong)
        if parts.scheme != "https" and host not in LOOPBACK:
            raise CommandError(
                f"{text!r} is not encrypted: write https:// (only this machine itself "
                "may be reached without)."
            )
        if not validate_host(f"[{host}]" if ":" in host else host, allowed_hosts()):
            raise CommandError(
                f"The site would refuse visitors of {host}: ALLOWED_HOSTS (or "
                f"BASE_URL) names {', '.join(allowed_hosts())}."
            )
        return cls(host, port or PORTS[parts.scheme], text.strip().rstrip("/"))


def allowed_hosts() -> list[str]:
    return list(settings.ALLOWED_HOSTS)


def make_site(
    home: HomePage, address: Address, report: Report, *, insist: bool
) -> None:
    """What staff entered stays, unless ``insist`` says that somebody asked for this."""
    site = Site.objects.filter(is_default_site=True).first()
    wanted = address.host, address.port
    named = f"site {address.text} ({NAME})"
    other = Site.objects.filter(hostname=address.host, port=address.port)
    if other.exclude(pk=site.pk if site else None).exists():
        raise CommandError(
            f"There is a site {address.host} already that is not the default one: "
            "see Settings → Sites."
        )
    if site is None:
        Site.objects.create(
            hostname=address.host,
            port=address.port,
            site_name=NAME,
            root_page=home,
            is_default_site=True,
        )
        report.new(named)
        return
    known = site.hostname, site.port
    if known == wanted and site.site_name:
        report.stands(f"site {address.text} ({site.site_name})")
    elif known in NOBODYS or known == wanted or insist:
        site.hostname, site.port = wanted
        site.site_name = site.site_name or NAME
        site.save()
        report.new(named)
    else:
        report.stands(
            f"site {site.hostname}:{site.port}, which is not {address.text}: --address "
            "changes it"
        )
