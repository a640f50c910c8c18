"""How long browsers are told to use TLS alone: in steps, since it is not taken back.

A browser holds to what it heard last, for as long as it was told, whatever becomes of
the certificate meanwhile. docs/operations.md says when to take which step.
"""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# An hour: a mistake is over by itself.
FIRST_STEP = 3600
# What lists of browsers want, and scanners.
YEAR = 365 * 24 * 3600


def hsts(env: environ.Env) -> dict[str, Any]:
    """The settings of Django; raises ``ImproperlyConfigured`` for what browsers and
    their list would refuse."""
    written = env.str("HSTS_SECONDS", default="").strip() or str(FIRST_STEP)
    if not written.isascii() or not written.isdecimal():
        raise ImproperlyConfigured("HSTS_SECONDS must be a number of seconds.")
    seconds = int(written)
    subdomains = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
    preload = env.bool("HSTS_PRELOAD", default=False)
    if preload and not (subdomains and seconds >= YEAR):
        raise ImproperlyConfigured(
            f"HSTS_PRELOAD needs HSTS_INCLUDE_SUBDOMAINS=1 and HSTS_SECONDS={YEAR}."
        )
    return {
        "SECURE_HSTS_SECONDS": seconds,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": subdomains,
        "SECURE_HSTS_PRELOAD": preload,
        # These are later steps, not faults; that it is off altogether is told.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }


def next_step(seconds: int, *, subdomains: bool, preload: bool) -> str:
    """What to set next, in words; empty at the end."""
    if seconds < YEAR:
        return f"HSTS_SECONDS={YEAR}, when TLS and its renewal have worked for a while"
    if not subdomains:
        return "HSTS_INCLUDE_SUBDOMAINS=1, when every subdomain has TLS"
    if not preload:
        return "HSTS_PRELOAD=1, if it is to hold for good (hstspreload.org)"
    return ""
