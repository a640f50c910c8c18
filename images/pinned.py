"""Where a connection may go, and one that goes there and nowhere else.

Only by https, and only to addresses of the public internet: a name is looked up once,
the answer is looked at, and the connection goes there, so that a name cannot point into
our own network a moment later.
"""

import ipaddress
import logging
import socket
import ssl
import threading
from contextlib import suppress
from functools import cache
from urllib.parse import quote, urlsplit

import certifi
from django.conf import settings
from django.utils.translation import gettext as staff_
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, LifetimeTimeout, NoAnswer, Resolver
from urllib3.connection import HTTPSConnection

from .hosts import in_ascii

logger = logging.getLogger(__name__)

# Seconds for one step: a name, a connection, a pause between two pieces.
PAUSE = 6.0
LONGEST = 2000
# Addresses of IPv6 that stand for one of IPv4 in their last bits.
TRANSLATED = [
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
]


class FetchError(Exception):
    """Why nothing came, in words for staff."""


def too_slow(host: str) -> FetchError:
    return FetchError(
        staff_("%(host)s took too long. Nothing was stored; try again later.")
        % {"host": host}
    )


def unreachable(host: str) -> FetchError:
    return FetchError(
        staff_("%(host)s cannot be reached at the moment. Nothing was stored.")
        % {"host": host}
    )


# Addresses -----------------------------------------------------------------------


def host_of(address: str) -> str:
    """The name of the host of an https address. Raises ``FetchError``."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError(staff_("This is no address.")) from None
    if parts.scheme != "https":
        raise FetchError(
            staff_("Give an address that begins with https://, as browsers show it.")
        )
    odd = any(letter.isspace() or not letter.isprintable() for letter in address)
    if not host or odd or "\\" in address or len(address) > LONGEST:
        raise FetchError(staff_("This is no address."))
    if parts.username is not None or parts.password is not None:
        raise FetchError(staff_("An address with a name or password is not taken."))
    if port not in (None, 443):
        raise FetchError(staff_("An address with a port is not taken."))
    try:
        return in_ascii(host)
    except ValueError:
        raise FetchError(staff_("This is no address.")) from None


def target(address: str) -> str:
    """What is asked of the host, in ASCII."""
    parts = urlsplit(address)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return f"{path}?{query}" if query else path


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, whatever it stands for."""
    found = ipaddress.ip_address(text)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found.teredo:
            inner = found.teredo[1]
        if any(found in network for network in TRANSLATED):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner and not is_public(str(inner)):
            return False
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_allowed(text: str) -> bool:
    allowed = map(ipaddress.ip_network, settings.PICTURE_HOSTS_NETWORKS)
    return is_public(text) or any(
        ipaddress.ip_address(text) in network for network in allowed
    )


@cache
def resolver(where: str) -> Resolver:
    """Of ``DNS_RESOLVER``; where that names none, the machine's own."""
    if where in ("", "system"):
        return Resolver()
    host, _colon, port = where.rpartition(":")
    found = Resolver(configure=False)
    found.nameservers, found.port = [host.strip("[]")], int(port)
    return found


def addresses_of(host: str, seconds: float) -> list[str]:
    """Where the connection may go. Raises ``FetchError``."""
    try:
        found = resolver(settings.DNS_RESOLVER).resolve_name(
            f"{host}.", lifetime=seconds
        )
        addresses = list(found.addresses())
    except (NXDOMAIN, NoAnswer):
        raise FetchError(
            staff_("There is no host called %(host)s.") % {"host": host}
        ) from None
    except LifetimeTimeout:
        raise too_slow(host) from None
    except (DNSException, OSError):
        raise unreachable(host) from None
    # One that is not public spoils the others: they are whoever's answered.
    if not addresses or not all(map(is_allowed, addresses)):
        logger.warning("A host of pictures points to a network that is not public.")
        raise FetchError(
            staff_(
                "%(host)s lies in a network that is not public. Nothing is fetched "
                "from there."
            )
            % {"host": host}
        )
    return addresses


# Connections ---------------------------------------------------------------------


@cache
def trust(authority: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class PinnedConnection(HTTPSConnection):
    """To an address that was looked at; the certificate is of the host's name."""

    def __init__(self, host: str, address: str, seconds: float) -> None:
        super().__init__(
            host,
            settings.PICTURE_HOSTS_PORT,
            timeout=min(PAUSE, seconds),
            ssl_context=trust(settings.PICTURE_HOSTS_CA),
        )
        self.address = address
        # The same connection by another name, to cut it whatever waits for it.
        self.handle: socket.socket | None = None
        self.alarm = threading.Timer(seconds, self.cut)
        self.alarm.daemon = True

    def _new_conn(self) -> socket.socket:
        made = socket.create_connection((self.address, self.port or 443), self.timeout)
        self.handle = made.dup()
        self.alarm.start()
        return made

    def reach(self) -> None:
        """There, and past the certificate."""
        self.connect()

    def cut(self) -> None:
        if self.handle:
            # It may be over already.
            with suppress(OSError):
                self.handle.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.alarm.cancel()
        self.close()
        if self.handle:
            self.handle.close()
