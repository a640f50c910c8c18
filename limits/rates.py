"""Who tries too often, and whom staff have banned. All under keyed hashes."""

import ipaddress
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import cast

from django.conf import settings
from django.db.models import Q, Subquery
from django.utils import timezone

from openheritage.addresses import address_key, domain_of, is_webmail, with_parents
from openheritage.pseudonyms import key

from .models import Attempt, Ban
from .networks import network_of, parse_ip

KEEP = timedelta(days=2)
# What others remember for longer, and forget by themselves.
KEPT = {"known"}


def keys_of(ip: str, address: str | None) -> dict[str, str]:
    """``{kind: key}`` of everything that an attempt is counted under."""
    keys = {}
    if network := network_of(ip):
        keys["network"] = key(network, "network")
    if address is not None:
        try:
            keys["address"] = address_key(address)
            domain = domain_of(address)
        except ValueError:
            return keys
        # Otherwise a few visitors could keep everybody at Gmail from signing.
        if not is_webmail(domain):
            keys["domain"] = key(domain, "domain")
    return keys


def exceeded(action: str, *, ip: str, address: str | None = None) -> list[str]:
    """Records an attempt and returns the kinds that have made too many.

    ``settings.RATE_RULES`` says how many are allowed in how many seconds. Each
    rule reads no more rows than its limit, so a flood makes nothing slow.
    """
    return sorted(tried(action, ip=ip, address=address))


def wait(action: str, *, ip: str, address: str | None = None) -> float:
    """As ``exceeded``: the seconds after which one may try again; 0 for at once."""
    return max(tried(action, ip=ip, address=address).values(), default=0)


def tried(action: str, *, ip: str, address: str | None) -> dict[str, float]:
    rules = settings.RATE_RULES[action]
    keys = keys_of(ip, address)
    kinds = [kind for kind in rules if kind in keys]
    if not kinds:
        return {}
    return waits(record(action, {kind: keys[kind] for kind in kinds}))


def record(action: str, keys: dict[str, str]) -> list[Attempt]:
    return Attempt.objects.bulk_create(
        Attempt(action=action, kind=kind, key=value) for kind, value in keys.items()
    )


def waits(made: list[Attempt]) -> dict[str, float]:
    """``{kind: seconds}`` until a kind may try again that has tried too often."""
    now = timezone.now()
    # The first attempt beyond each limit, counted back from now: was it recent?
    checks = {}
    beyond = {}
    for row in made:
        before = Attempt.objects.filter(action=row.action, kind=row.kind, key=row.key)
        rules = settings.RATE_RULES[row.action][row.kind]
        for number, (limit, seconds) in enumerate(rules):
            name = f"{row.kind}_{number}"
            checks[name] = (row.kind, timedelta(seconds=seconds))
            beyond[name] = Subquery(
                before.order_by("-at").values("at")[limit : limit + 1]
            )
    rows = Attempt.objects.filter(pk=made[0].pk).values(**beyond)
    found = cast(dict[str, datetime | None], rows.get())
    result: dict[str, float] = {}
    for name, (kind, window) in checks.items():
        at = found[name]
        if at and at > now - window:
            wait = (at + window - now).total_seconds()
            result[kind] = max(wait, result.get(kind, 0))
    return result


def is_banned(*, ip: str, address: str) -> bool:
    """Whether staff have banned the network, the address or its domain."""
    keys = keys_of(ip, address)
    wanted = Q(kind__in=[Ban.Kind.DOMAIN, Ban.Kind.NETWORK])
    if "address" in keys:
        wanted |= Q(kind=Ban.Kind.ADDRESS, value=keys["address"])
    try:
        domains = with_parents(domain_of(address))
    except ValueError:
        domains = []
    visitor = parse_ip(ip)
    for kind, value in Ban.objects.filter(wanted).values_list("kind", "value"):
        if kind == Ban.Kind.ADDRESS:
            return True
        if kind == Ban.Kind.DOMAIN:
            if any(fnmatchcase(domain, value) for domain in domains):
                return True
        elif visitor is not None and visitor in ipaddress.ip_network(value):
            return True
    return False


def purge_attempts() -> int:
    old = Attempt.objects.filter(at__lt=timezone.now() - KEEP)
    return old.exclude(action__in=KEPT).delete()[0]
