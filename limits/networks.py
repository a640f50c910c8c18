"""Where a visitor comes from. Tables keep no more than a keyed hash of it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address, also as ``192.0.2.1:443`` or ``[2001:db8::1]:443``."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def network_of(ip: str) -> str:
    """What one visitor has: an IPv4 address, or the /64 of an IPv6 one.

    Empty for what is no address (a server in front that speaks over a socket
    and is not told of in ``TRUSTED_PROXIES``).
    """
    parsed = parse_ip(ip)
    if parsed is None:
        return ""
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def client_ip(request: HttpRequest) -> str:
    """The visitor's address, as the last proxy that we trust has seen it.

    What stands further left in ``X-Forwarded-For`` the visitor may have written.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXIES
    if count < 1:
        return remote
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(seen) < count:
        return remote
    parsed = parse_ip(seen[-count])
    return str(parsed) if parsed else remote
