"""The one spelling of a host's name."""

import re

import idna

# At least two labels, the last of letters: 127.0.0.1 and localhost are none.
HOST = re.compile(
    r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def in_ascii(host: str) -> str:
    """In the letters of DNS, lower case. Raises ``ValueError``."""
    host = host.strip().rstrip(".").lower()
    return host if host.isascii() else idna.encode(host, uts46=True).decode()
