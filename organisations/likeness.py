"""Which rows may be one and the same organisation, for a page, a list or a batch.

Rows are read once, and compared in memory: of 5,000, fifty are compared with all in a
fraction of a second. Where there may be many more, a row keeps what it is ``known_by``,
and only those are read that an index finds by it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from openheritage.addresses import domain_of_website, is_webmail, with_parents
from openheritage.matching import name_key, order_free

from .models import Organisation

# From which likeness on two names are worth a look: where the domains say nothing,
# and where each has a domain of its own.
ALIKE, NEARLY_THE_SAME = 0.8, 0.95
# Rows of one country that are compared name by name.
MOST_COMPARED = 5000

# Where many organisations have a page: these domains, and those below them, tell
# nobody from others.
SHARED_HOSTS = {
    *("facebook.com", "fb.com", "instagram.com", "linkedin.com", "x.com"),
    *("twitter.com", "tiktok.com", "youtube.com", "youtu.be", "vk.com", "t.me"),
    *("wa.me", "weibo.com", "threads.net", "bsky.app", "linktr.ee", "medium.com"),
    *("wordpress.com", "blogspot.com", "blogger.com", "tumblr.com", "substack.com"),
    *("google.com", "wixsite.com", "wix.com", "weebly.com", "squarespace.com"),
    *("jimdofree.com", "jimdosite.com", "webnode.page", "webflow.io", "over-blog.com"),
    *("github.io", "github.com", "gitlab.io", "netlify.app", "vercel.app", "pages.dev"),
    *("herokuapp.com", "azurewebsites.net", "wikipedia.org", "notion.site", "carrd.co"),
}


PLAIN = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9.-]+)(?:[/?#:]|$)", re.IGNORECASE)


def is_shared(domain: str) -> bool:
    return is_webmail(domain) or any(
        parent in SHARED_HOSTS for parent in with_parents(domain)
    )


@lru_cache(maxsize=40_000)
def telling_domain(address: str) -> str:
    """Of a website or a mailbox; empty if it tells nobody from others."""
    # What is in the letters of DNS needs no look at its standards, which takes time.
    found = PLAIN.match(address)
    if found and "xn--" not in address:
        domain = found[1].lower().removesuffix(".")
    else:
        domain = domain_of_website(address)
    return "" if is_shared(domain) else domain


def keys(*names: str) -> frozenset[str]:
    return frozenset(map(name_key, names)) - {""}


def orders(*names: str) -> frozenset[str]:
    """What a name is in any order of its words."""
    return frozenset(map(order_free, names)) - {""}


def telling(*addresses: str) -> frozenset[str]:
    """The domains that tell an organisation from others."""
    return frozenset(map(telling_domain, filter(None, addresses))) - {""}


# Before what a row is known by: its name, that in any order, the domain of its site,
# and those above it.
KEY, ORDER, SITE, BELOW = "n:", "o:", "s:", "b:"


def known_by(name: str, name_latin: str, website: str) -> dict[str, int]:
    """What a row keeps of its traits to be found by, as the keys of an object: these
    both databases can ask for. Nothing of a mailbox."""
    named = {KEY + each for each in keys(name, name_latin)}
    named |= {ORDER + each for each in orders(name, name_latin)}
    for site in telling(website):
        above = {*with_parents(site)} - {site}
        named |= {SITE + site, *(BELOW + each for each in above)}
    return dict.fromkeys(sorted(named), 1)


@dataclass(frozen=True)
class Traits:
    """What an organisation is known by."""

    pk: int
    keys: frozenset[str]
    orders: frozenset[str]
    sites: frozenset[str]
    mails: frozenset[str]
    country: str
    organisation: int | None = None
    # Of the Statement: who signs another one signs anew.
    version: int | None = None

    @property
    def domains(self) -> frozenset[str]:
        return self.sites | self.mails

    @property
    def asked_for(self) -> set[str]:
        """What rows that may be the same have in ``known_by``."""
        named = {KEY + each for each in self.keys}
        named |= {ORDER + each for each in self.orders}
        return named | {SITE + each for each in self.domains}


# A list asks for the same rows again and again. No mailbox is among what is kept.
@lru_cache(maxsize=20_000)
def traits(
    pk: int,
    name: str,
    name_latin: str,
    website: str,
    mail_domain: str,
    country: str,
    organisation: int | None = None,
    version: int | None = None,
) -> Traits:
    named, sites, mails = keys(name, name_latin), telling(website), telling(mail_domain)
    ordered = orders(name, name_latin)
    return Traits(pk, named, ordered, sites, mails, country, organisation, version)


def kept_traits(
    pk: int,
    known_by: Iterable[str],
    mail_domain: str,
    country: str,
    organisation: int | None,
    version: int,
) -> Traits:
    """The same of a row that keeps what it is known by."""
    kept: dict[str, set[str]] = {KEY: set(), ORDER: set(), SITE: set(), BELOW: set()}
    for each in known_by:
        kept[each[:2]].add(each[2:])
    named, ordered, sites, _above = map(frozenset, kept.values())
    mails = telling(mail_domain)
    return Traits(pk, named, ordered, sites, mails, country, organisation, version)


def after_at(email: str | None) -> str:
    return (email or "").rpartition("@")[2]


class Likely:
    """Rows, to be asked which of them may be the one that somebody has before them."""

    def __init__(self, rows: Iterable[Traits]) -> None:
        self.rows: dict[int, Traits] = {}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.by_site: dict[str, set[int]] = defaultdict(set)
        self.by_mail: dict[str, set[int]] = defaultdict(set)
        self.by_organisation: dict[int, set[int]] = defaultdict(set)
        self.names: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in rows:
            self.rows[row.pk] = row
            for key in row.keys | row.orders:
                self.by_key[key].add(row.pk)
            for key in row.keys:
                self.names[row.country].append((key, row.pk))
            for domain in row.sites:
                self.by_site[domain].add(row.pk)
            for domain in row.mails:
                self.by_mail[domain].add(row.pk)
            if row.organisation:
                self.by_organisation[row.organisation].add(row.pk)

    def of(self, row: Traits) -> set[int]:
        """Same website or mail of its domain, same organisation, or a name that is
        the same or much like it; not the row itself.

        In another country a name says little: each has its national archives.
        """
        found: set[int] = set()
        for key in row.keys | row.orders:
            same = self.by_key.get(key, set())
            found |= {pk for pk in same if not self.is_far(row, self.rows[pk])}
        for domain in row.domains:
            found |= self.by_site.get(domain, set())
        for domain in row.sites:
            found |= self.by_mail.get(domain, set())
        if row.organisation:
            found |= self.by_organisation.get(row.organisation, set())
        found |= {pk for pk, score in self.alike(row) if self.is_near(row, pk, score)}
        return {pk for pk in found - {row.pk} if self.rows[pk].version == row.version}

    def alike(self, row: Traits) -> Iterator[tuple[int, float]]:
        for country in {"", row.country}:
            names = self.names.get(country, [])[:MOST_COMPARED]
            choices = [name for name, _pk in names]
            for key in row.keys:
                for _name, score, place in process.extract(
                    key,
                    choices,
                    scorer=Indel.normalized_similarity,
                    score_cutoff=ALIKE,
                    limit=None,
                ):
                    yield names[place][1], score

    @staticmethod
    def is_far(row: Traits, other: Traits) -> bool:
        is_abroad = row.country and other.country and row.country != other.country
        return bool(is_abroad and row.domains and other.domains)

    def is_near(self, row: Traits, pk: int, score: float) -> bool:
        both_tell = row.domains and self.rows[pk].domains
        return score >= (NEARLY_THE_SAME if both_tell else ALIKE)


def organisations() -> Likely:
    """One query. They know no version: ask with traits that have none."""
    rows = Organisation.objects.order_by("pk").values_list(
        "pk", "name", "name_latin", "domain", "country"
    )
    return Likely(
        traits(pk, name, latin, domain, "", country, pk)
        for pk, name, latin, domain, country in rows
    )
