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
BETWEEN = re.compile(r"[\s,;]")
# Nothing but hosts, parted by commas or blanks.
HOSTS = re.compile(r"[\w-]+(?:\.[\w-]+)+/?(?:[\s,;]+[\w-]+(?:\.[\w-]+)+/?)+")
MAILBOX = re.compile(r"(?:mailto:)?[^@/:]+@[^@/]+", re.IGNORECASE)
# Of ASCII, what stands in an address as %XX alone (RFC 3986).
ENCODED = re.compile(r"[ ^`{|}\[\]]|%(?![0-9A-F]{2})", re.IGNORECASE)


class RefusedError(ValueError):
    """``reason`` is ``mailbox``, ``number``, ``several`` or ``invalid``."""

    def __init__(self, reason: str = "invalid") -> None:
        super().__init__(f"This is no website ({reason}).")
        self.reason = reason


def has_controls(text: str) -> bool:
    return any(category(char) == CONTROL for char in text)


def is_number(host: str) -> bool:
    """An IP address, however it is written: in hexadecimal, as one number."""
    return ":" in host or bool(
        re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?", host)
    )


def check_host(host: str) -> None:
    """Raises ``ValueError``. Hosts with an underscore are there, though no domain."""
    *labels, last = host.removesuffix(".").split(".")
    ascii_domain(".".join([*(label.replace("_", "a") for label in labels), last]))


def encoded(part: str) -> str:
    return ENCODED.sub(lambda found: quote(found[0], safe=""), part)


def has_another(typed: str) -> bool:
    """A second address behind a blank."""
    _first, *more = BETWEEN.split(typed.lower())
    return any("://" in part or "www." in part for part in more)


def normal(typed: str) -> str:
    """The one spelling of what somebody typed. Raises ``RefusedError``, or another
    ``ValueError``."""
    # What could end a line, or worse.
    if has_controls(typed.strip()) or has_controls(unquote(typed)):
        raise RefusedError
    typed = normalize("NFKC", typed.strip()).rstrip(",; ")
    if has_another(typed) or HOSTS.fullmatch(typed):
        raise RefusedError("several")
    if NEVER.search(typed):
        raise RefusedError
    if MAILBOX.fullmatch(typed):
        raise RefusedError("mailbox")
    if not SCHEME.match(typed):
        typed = f"https://{typed}"
    parts = urlsplit(typed)
    # With credentials an address leads elsewhere than it seems to.
    if parts.scheme not in SCHEMES or "@" in parts.netloc or parts.port == 0:
        raise RefusedError
    if is_number(parts.hostname or ""):
        raise RefusedError("number")
    check_host(parts.hostname or "")
    path, query, fragment = map(encoded, (parts.path, parts.query, parts.fragment))
    netloc = parts.netloc.lower().removesuffix(":")
    address = urlunsplit((parts.scheme, netloc, path, query, fragment))
    if HIDDEN_FORMULA.search(address):
        address = address.replace(";", "%3B")
    return address
