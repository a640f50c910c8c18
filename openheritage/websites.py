"""The address of a website as it is published: well-formed, and leading where it seems.

Letters of any script stay, in hosts and in paths, for people to read.
"""

import re
from unicodedata import category, normalize
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from .addresses import ascii_domain
from .spreadsheets import HIDDEN_FORMULA
from .text import CONTROL

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
SCHEMES = {"http", "https"}

# No address has these, and pages made of HTML end at them.
NEVER = re.compile(r"[<>\"\\]")
# A second address behind a blank.
ANOTHER = re.compile(r"\s\S*(?:://|www\.)", re.IGNORECASE)
# Of ASCII, what stands in an address as %XX alone (RFC 3986).
ENCODED = re.compile(r"[ ^`{|}\[\]]|%(?![0-9A-F]{2})", re.IGNORECASE)


def has_controls(text: str) -> bool:
    return any(category(char) == CONTROL for char in text)


def check_host(host: str) -> None:
    """Raises ``ValueError``. Hosts with an underscore are there, though no domain."""
    *labels, last = host.removesuffix(".").split(".")
    ascii_domain(".".join([*(label.replace("_", "a") for label in labels), last]))


def encoded(part: str) -> str:
    return ENCODED.sub(lambda found: quote(found[0], safe=""), part)


def normal(typed: str) -> str:
    """The one spelling of what somebody typed. Raises ``ValueError``."""
    if has_controls(typed.strip()) or has_controls(unquote(typed)):
        raise ValueError("It could end a line, or worse.")
    typed = normalize("NFKC", typed.strip())
    if NEVER.search(typed) or ANOTHER.search(typed):
        raise ValueError("It is more than an address.")
    if not SCHEME.match(typed):
        typed = f"https://{typed}"
    parts = urlsplit(typed)
    # With credentials an address leads elsewhere than it seems to.
    if parts.scheme not in SCHEMES or "@" in parts.netloc or parts.port == 0:
        raise ValueError("It leads elsewhere.")
    check_host(parts.hostname or "")
    path, query, fragment = map(encoded, (parts.path, parts.query, parts.fragment))
    netloc = parts.netloc.lower().removesuffix(":")
    address = urlunsplit((parts.scheme, netloc, path, query, fragment))
    if HIDDEN_FORMULA.search(address):
        address = address.replace(";", "%3B")
    return address
