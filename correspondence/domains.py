"""Which mail domains can receive, found by the worker.

A domain receives by its MX records, or by its own address where it has none
(RFC 5321, 5.1); one whose only MX is "." says that it takes no mail (RFC 7505). What
cannot be found out (time-outs, servers that fail) counts as nothing: only a domain
that certainly takes no mail is one.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import F, QuerySet
from django.dispatch import Signal
from django.utils import timezone
from dns.exception import DNSException
from dns.name import Name, from_text, root
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from openheritage.addresses import domain_of
from openheritage.composed import Composed, insert
from openheritage.pseudonyms import key

from .models import Lookup

logger = logging.getLogger(__name__)

Finding = Lookup.Finding

# Seconds: for one answer of a server, and for all that is asked of it.
TIMEOUT, LIFETIME = 2.0, 5.0
# What was found holds so long; then it is asked anew with the next mail.
FRESH = timedelta(hours=1)
# After which a question without an answer is asked again, and finally no more.
AGAIN = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
KEEP = timedelta(days=2)

# ``sender`` is ``Lookup``; ``domain`` certainly takes no mail.
no_mail_found = Signal()


class OpenError(Exception):
    """Nobody could say."""


def domain_key(address: str) -> str:
    return key(domain_of(address), "mail domain")


def wonder(address: str) -> None:
    """Asks, as a part of the caller's transaction, whether a mail can arrive."""
    domain = domain_of(address)
    insert([Lookup(key=key(domain, "mail domain"), domain=domain)])


@Composed
def found_last(key: str) -> QuerySet:
    found = Lookup.objects.filter(key=key).exclude(finding=Finding.OPEN)
    return found.order_by("-at", "-pk").values_list("finding")[:1]


def takes_no_mail(address: str) -> bool:
    """Whether that is certain, by what was found last."""
    try:
        found = found_last(key=domain_key(address))
    except ValueError:
        return False
    return found == [(Finding.NO_MAIL,)]


# Asking DNS ----------------------------------------------------------------------


@cache
def resolver(where: str) -> Resolver:
    """Of the setting: the machine's own, or the one at an address and port."""
    if where == "system":
        found = Resolver()
    else:
        host, _colon, port = where.rpartition(":")
        found = Resolver(configure=False)
        found.nameservers, found.port = [host.strip("[]")], int(port)
    found.timeout, found.lifetime = TIMEOUT, LIFETIME
    return found


def records(name: Name, kind: str) -> list:
    """None if there are none, nor such a name. Raises ``OpenError``."""
    try:
        return list(resolver(settings.DNS_RESOLVER).resolve(name, kind, search=False))
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise OpenError(type(error).__name__) from None


def has_address(names: Iterable[Name]) -> bool:
    """Whether one of the hosts has. Raises ``OpenError`` if it may have."""
    doubt = None
    for name in names:
        for kind in ("A", "AAAA"):
            try:
                if records(name, kind):
                    return True
            except OpenError as error:
                doubt = error
    if doubt:
        raise doubt
    return False


def can_receive(domain: str) -> bool:
    """Raises ``OpenError`` where nobody can say."""
    name = from_text(f"{domain}.")
    exchanges = [row.exchange for row in records(name, "MX")]
    if not exchanges:
        return has_address([name])
    return has_address(host for host in exchanges if host != root)


# What the worker does ------------------------------------------------------------


def look_up(limit: int) -> int:
    """Answers questions that are due; returns how many domains were looked up."""
    if not settings.DNS_RESOLVER:
        Lookup.objects.exclude(domain="").update(domain="")
        return 0
    done = 0
    asked: set[str] = set()
    due = Lookup.objects.exclude(domain="").filter(due_at__lte=timezone.now())
    for row in due.order_by("due_at", "pk")[:limit]:
        if row.key in asked:
            continue
        asked.add(row.key)
        if known := fresh(row.key):
            settle(row.key, known.finding, known.at)
            continue
        done += 1
        try:
            finding = Finding.TAKES_MAIL if can_receive(row.domain) else Finding.NO_MAIL
        except OpenError as error:
            put_off(row)
            logger.info("A mail domain could not be looked up (%s).", error)
            # The others would wait as long; mails go meanwhile.
            break
        settle(row.key, finding, timezone.now())
        if finding == Finding.NO_MAIL:
            no_mail_found.send(Lookup, domain=row.domain)
    return done


def fresh(key: str) -> Lookup | None:
    found = Lookup.objects.filter(key=key, at__gt=timezone.now() - FRESH)
    return found.exclude(finding=Finding.OPEN).order_by("-at", "-pk").first()


def settle(key: str, finding: str, at: datetime) -> None:
    """Answers all who asked for it, and forgets the name."""
    asking = Lookup.objects.filter(key=key).exclude(domain="")
    asking.update(finding=finding, domain="", at=at)


def put_off(row: Lookup) -> None:
    same = Lookup.objects.filter(key=row.key).exclude(domain="")
    if row.attempts >= len(AGAIN):
        same.update(domain="")
    else:
        due = timezone.now() + AGAIN[row.attempts]
        same.update(attempts=F("attempts") + 1, due_at=due)


def forget() -> int:
    return Lookup.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
