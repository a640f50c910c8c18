"""What stands in front of the site and keeps copies of its pages."""

from django.core.exceptions import ImproperlyConfigured

from .environment import env

# The back doors of our own nginx (deploy/nginx), comma-separated: http://127.0.0.1:8001
EDGE_URL = env.str("EDGE_URL", default="")
# Others, such as a CDN, in the form of Wagtail's setting.
FRONTEND_CACHE = env.json("FRONTEND_CACHE", default={})

# Seconds for which the edge may show an old copy while it fetches a new one.
STALE_SECONDS = 60
# For which it may keep what no purge can name: addresses with a query or a number.
UNLISTED_SECONDS = 4
# For which a CDN may keep what names no signatory and no member; 0 says nothing to it.
CDN_MAX_AGE = env.int("CDN_MAX_AGE", default=24 * 3600)


def edges() -> dict[str, dict]:
    """What is told of changes: Wagtail's ``WAGTAILFRONTENDCACHE``."""
    found = {}
    for number, url in enumerate(filter(None, map(str.strip, EDGE_URL.split(",")))):
        if not url.startswith(("http://", "https://")):
            raise ImproperlyConfigured("EDGE_URL must begin with http:// or https://.")
        found[f"edge{number or ''}"] = {
            "BACKEND": "edge.backends.Door",
            "LOCATION": url.rstrip("/"),
        }
    if not isinstance(FRONTEND_CACHE, dict):
        raise ImproperlyConfigured('FRONTEND_CACHE must be {"name": {"BACKEND": …}}.')
    return found | FRONTEND_CACHE


WAGTAILFRONTENDCACHE = edges()
