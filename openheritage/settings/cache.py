"""Where what may be lost at any time is kept: in each process, or in Redis."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Seconds that a request waits for Redis, and for which it is not asked again after it
# failed to answer: the site goes on without it meanwhile.
CACHE_TIMEOUT = 0.3
CACHE_PAUSE = 5

FORM = re.compile(
    r"(?P<scheme>redis(?:cache|s)?|valkeys?)://"
    r"(?P<user>[^@/?#]*@)?"
    # A host with its port and the number of a database, or the path of a socket.
    r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^:@/?#\[\],\s]+)(?::\d{1,5})?(?:/\d*)?"
    r"|(?P<socket>/[^?#\s]+))"
    r"(?P<query>\?db=\d+)?"
)
TLS = {"rediss", "valkeys"}
# What Redis is given stands beside what others may keep there.
PREFIX = "openheritage"


def cache(url: str) -> dict[str, Any]:
    """A ``CACHES`` entry; of each process alone, if no address is named."""
    if url in ("", "locmemcache://"):
        return {"BACKEND": "openheritage.caches.Memory"}
    form = FORM.fullmatch(url)
    if form is None or (form["socket"] and form["scheme"] in TLS):
        # Not the value, which may hold a password.
        raise ImproperlyConfigured(
            "CACHE_URL must be rediscache://user:password@host:port/number, rediss://… "
            "for TLS, or rediscache:///path/of/socket?db=number; what is special in "
            "user and password is percent-encoded."
        )
    scheme = "unix" if form["socket"] else "redis"
    if form["scheme"] in TLS:
        scheme = "rediss"
    return {
        "BACKEND": "openheritage.caches.Redis",
        "LOCATION": [f"{scheme}://{url.partition('://')[2]}"],
        "KEY_PREFIX": PREFIX,
    }
