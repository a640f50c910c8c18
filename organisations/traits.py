"""What tells organisations apart: names, and domains of sites and of mailboxes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from openheritage.addresses import domain_of_website, is_webmail, with_parents
from openheritage.matching import name_key, order_free

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


PLAIN = re.compile(
    r"(?>(?:https?://)?)(?:www\.)?([a-z0-9.-]+)(?:[/?#:]|$)", re.IGNORECASE
)


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
    version: int | None,
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
