"""Where searches are answered: by the database, or by a server beside it."""

import re

from django.core.exceptions import ImproperlyConfigured

from .environment import env

# Empty: the database. The last part is what the names of its indexes begin with.
SEARCH_URL = env.str("SEARCH_URL", default="")
SEARCH_URL_FORM = re.compile(
    r"elasticsearch\+(?P<scheme>https?)://"
    r"(?:(?P<user>[^:@/]+):(?P<password>[^@/]+)@)?"
    r"(?P<host>\[[0-9a-f:]+\]|[^:@/?#\[\]]+)(?::(?P<port>\d{1,5}))?"
    r"(?:/(?P<prefix>[a-z0-9][a-z0-9-]*)?)?"
)

# Seconds that a reader waits for the server, and for which it is not asked again
# after it failed to answer: the database does meanwhile.
SEARCH_TIMEOUT = 1.0
SEARCH_PAUSE = 30
# Seconds after which a change that the index lacks is told to staff.
SEARCH_BEHIND = 300

if SEARCH_URL and not SEARCH_URL_FORM.fullmatch(SEARCH_URL):
    # Not the value, which may hold a password.
    raise ImproperlyConfigured(
        "SEARCH_URL must be elasticsearch+https://user:password@host:port/prefix; "
        "user, port and prefix are optional."
    )
