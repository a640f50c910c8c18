"""Who tries too often, and whom staff have banned. All under keyed hashes."""

import ipaddress
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import cache
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from openheritage.addresses import canonical, is_webmail, mailbox_key, with_parents
from openheritage.composed import insert
from openheritage.facts import Facts, Told
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
            mailbox = canonical(address)
        except ValueError:
            return keys
        keys["address"] = mailbox_key(mailbox)
        domain = mailbox.rpartition("@")[2]
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
    pairs = keys.items()
    made = [Attempt(action=action, kind=kind, key=value) for kind, value in pairs]
    insert(made)
    return made


def waits(made: list[Attempt]) -> dict[str, float]:
    """``{kind: seconds}`` until a kind may try again that has tried too often."""
    now = timezone.now()
    checks = [
        (row, limit, timedelta(seconds=seconds))
        for row in made
        for limit, seconds in settings.RATE_RULES[row.action][row.kind]
    ]
    parameters: list[str | int] = []
    for number, (row, limit, _window) in enumerate(checks):
        parameters += [number, row.action, row.kind, row.key, limit]
    result: dict[str, float] = {}
    found: Any
    for found in Attempt.objects.raw(beyond(len(checks)), parameters):
        row, _limit, window = checks[found.check_number]
        if found.at > now - window:
            wait = (found.at + window - now).total_seconds()
            result[row.kind] = max(wait, result.get(row.kind, 0))
    return result


@cache
def beyond(number: int) -> str:
    """Asks for the first attempt beyond each of so many limits, counted back from now,
    where there is one. Written as SQL, since a form that is sent waits for it: Django
    takes longer to compose such a query than PostgreSQL to answer it."""
    table = Attempt._meta.db_table
    one = f"""
        SELECT id, at, check_number FROM (
            SELECT id, at, %s AS check_number FROM {table}
            WHERE action = %s AND kind = %s AND key = %s
            ORDER BY at DESC LIMIT 1 OFFSET %s
        ) AS beyond"""  # noqa: S608 - the table is ours
    return " UNION ALL ".join([one] * number)


class Bans(NamedTuple):
    # Keys of addresses, patterns of domains.
    addresses: set[str]
    domains: list[str]
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]


BANS: Facts[str, Bans] = Facts("bans", is_kept_in_outages=False)


def ask_bans() -> Bans:
    found = Bans(set(), [], [])
    for kind, value in Ban.objects.values_list("kind", "value"):
        if kind == Ban.Kind.ADDRESS:
            found.addresses.add(value)
        elif kind == Ban.Kind.DOMAIN:
            found.domains.append(value)
        else:
            found.networks.append(ipaddress.ip_network(value))
    return found


def is_banned(*, ip: str, address: str) -> bool:
    """Whether staff have banned the network, the address or its domain."""
    # It begins at once, though nobody may tell of it, as on SQLite.
    bans = BANS.of("", ask_bans) if monotonic() < Told.until else ask_bans()
    visitor = parse_ip(ip)
    if visitor is not None and any(visitor in network for network in bans.networks):
        return True
    try:
        mailbox = canonical(address)
    except ValueError:
        return False
    domains = with_parents(mailbox.rpartition("@")[2])
    return mailbox_key(mailbox) in bans.addresses or any(
        fnmatchcase(domain, pattern) for domain in domains for pattern in bans.domains
    )


def purge_attempts() -> int:
    old = Attempt.objects.filter(at__lt=timezone.now() - KEEP)
    return old.exclude(action__in=KEPT).delete()[0]
