"""Addresses that are read: kept as they are, but for the language of our own pages."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted
from .reading import addresses

CODES = {code for code, _name in settings.LANGUAGES}
PREFIX = re.compile(r"(?<=/)([a-z]{2,3}(?:-[a-z]+)?)(?=/|$|[?#])")
PATH = re.compile(r"(?<![\w/.:-])/([a-z]{2,3}(?:-[a-z]+)?)/[\w/#-]*")


def neutral(address: str) -> str:
    """Without the language of a page of ours: /en/faq/ and /fr/faq/ are one."""
    found = PREFIX.search(address)
    if found and found[1] in CODES:
        address = f"{address[: found.start()]}*{address[found.end() :]}"
    return address.rstrip("/")


def all_addresses(text: str) -> list[str]:
    paths = [match[0] for match in PATH.finditer(text) if match[1] in CODES]
    return [*addresses(text), *paths]


def language_of(address: str) -> str:
    found = PREFIX.search(re.sub(r"^\w+://[^/]*", "", address))
    return found[1] if found and found[1] in CODES else ""


def check(pair: Pair) -> Iterator[Finding]:
    # Those of marks are the marks' business.
    said, read = all_addresses(pair.said), all_addresses(pair.read)
    if not said and not read:
        return
    there = {neutral(address) for address in read}
    known = {neutral(address) for address in said}
    for address in dict.fromkeys(said):
        if neutral(address) not in there:
            yield Finding(
                "link", staff_("The address %(words)s is missing") % quoted(address)
            )
    for address in dict.fromkeys(read):
        if neutral(address) not in known:
            yield Finding(
                "link",
                staff_("The address %(words)s is not in the original")
                % quoted(address),
            )
        elif (language := language_of(address)) and language != pair.language:
            yield Finding(
                "language",
                staff_("The address %(words)s leads to a page in another language")
                % quoted(address),
            )
