"""For the world. What is required and missing stops the start, by name.

=========================== =====================================================
``SECRET_KEY``              at least 50 random characters
``DATABASE_URL``            ``postgres://user:password@host/name``
``BASE_URL``                the public address, ``https://…``, no slash at the end
``EMAIL_URL``               ``smtp://user:password@host:587`` (``smtp+tls://…``)
``ALLOWED_HOSTS``           optional, comma-separated; the host of ``BASE_URL``
``DEFAULT_FROM_EMAIL``      optional, ``Open Heritage <noreply@…>``; the host of
                            ``BASE_URL``
``REPLY_TO``                where answers to mails go; ``check --deploy`` asks for it
``MAILS_AN_HOUR``           optional, mails that strangers cause, in one hour; 1000
``HELP_UNCONFIRMED_DAYS``   optional, after which words of volunteers are deleted
                            that nobody confirmed; 30
``HELP_UNREVIEWED_DAYS``    … that no translator reviewed; 180
``INTEREST_DAYS``           optional, for which we write to individuals who asked for
                            it, unless they renew it; 730
``INTEREST_ASK_DAYS``       … and how long before its end they are asked; 30
``INTEREST_UNCONFIRMED_DAYS`` … after which those are deleted who never confirmed; 7
``DNS_RESOLVER``            optional, ``192.0.2.1:53``: who is asked about mail
                            domains; the machine's own resolver
``SECRET_KEY_FALLBACKS``    optional, comma-separated, former ones that still hold
``PSEUDONYM_KEY``           optional, keeps who signed apart from ``SECRET_KEY``
``TRUSTED_PROXIES``         optional, how many proxies stand in front; 1
``ANYMAIL``                 optional, JSON: a provider that reports bounces
``SEARCH_URL``              optional, ``elasticsearch+https://user:password@host:port``;
                            the database
``CACHE_URL``               optional, ``rediscache://user:password@host:port/number``;
                            the memory of each process
``EDGE_URL``                optional, ``http://127.0.0.1:8001``: nginx is told there
                            which copies are old
``FRONTEND_CACHE``          optional, JSON: a CDN that is told, as Wagtail has it
``CDN_MAX_AGE``             optional, seconds for which a CDN may hold what names no
                            signatory and no member; 86400
``S3_URL``                  optional, ``s3+https://key:secret@host:port/bucket``, with
                            ``/folder`` and ``?region=…``: where uploaded files lie
                            that several machines share; ``media`` in ``VAR_DIR``
``VAR_DIR``                 optional, where media and static files are written
``JOURNAL_DIR``             optional, where the journal is written that a restore
                            replays; ``journal`` in ``VAR_DIR``, better another disk
``MEMBERS_CLOSED_DAYS``     optional, after which applications to the Coalition are
                            deleted that were declined, and contacts of members
                            that left; 180
``JOURNAL_DAYS``            optional, for how long it is kept; 100
``BACKUP_DIR``              optional, where backups are put; their age is watched
``BACKUP_RECIPIENT``       optional, comma-separated public keys of age that backups
                            are encrypted with
``BACKUP_HOURS``            optional, after which the last backup is too old; 26
``RENDITION_FONTS``         optional, comma-separated folders with typefaces for
                            scripts that the site has none for
``HSTS_SECONDS``            optional, how long browsers insist on TLS; 3600, and
                            31536000 once all is well
``HSTS_INCLUDE_SUBDOMAINS`` optional, 1 when every subdomain has TLS; 0
``HSTS_PRELOAD``            optional, 1 to be built into browsers, which lasts; 0
``WEB_STATEMENT_TIMEOUT``   and the like, optional: see ``settings/database.py``
``DATABASE_DIRECT_URL``     optional, the same past a PgBouncer that lends sessions for
                            a transaction only
``DATABASE_POOLED``         optional, 1 where PgBouncer stands before the database; 0,
                            and 1 with ``DATABASE_DIRECT_URL``
``DATABASE_POOL``           optional, 1: the threads of a web process share their
                            connections; 0, each has its own
``MACHINES``, ``WORKERS``   optional, how many serve the site and work; 1 each
``MONITORING_TOKEN``        optional, at least 32 characters: whoever sends it may read
                            metrics, and the numbers behind the readiness check
``DISK_FLOOR``              optional, megabytes that disks are to have free; 1000
``PROMETHEUS_MULTIPROC_DIR`` optional, where processes count; ``metrics`` in ``VAR_DIR``
``SECOND_FACTOR_REQUIRED``  optional, 0 asks nobody for one to enter the admin; 1
``LOG_FORMAT``              optional, ``json``: a line of the log is an object; ``text``
``ERROR_REPORTS_DSN``       optional, ``https://key@host/number``: Sentry, or what
                            speaks as it does, is told of errors; nobody
``ERROR_REPORTS_ENVIRONMENT`` … and which of several sites this is; ``production``
=========================== =====================================================
"""

from functools import partial
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import (
    DATABASE_DIRECT_URL,
    S3_URL,
    VAR_DIR,
    cache,
    database,
    media,
    process_kind,
)
from .environment import email, env, origin
from .hsts import hsts


def named_database(url: str, *, pooled: bool | None = None) -> dict:
    entry = database(url, pooled=pooled)
    known = ("postgres", "postgresql", "sqlite")
    if urlsplit(url).scheme not in known or not entry["NAME"]:
        raise ValueError
    return entry


ENCODED = "; what is special in user and password is percent-encoded"
A_DATABASE = "postgres://user:password@host:port/name" + ENCODED

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 random characters.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
WAGTAILADMIN_BASE_URL = env.read(
    "BASE_URL", origin, "https://… with the name of a host, and nothing behind it"
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(WAGTAILADMIN_BASE_URL).hostname]
)
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
DATABASES = {"default": env.read("DATABASE_URL", named_database, A_DATABASE)}
if DATABASE_DIRECT_URL:
    # Past a pooler, for whoever needs a session of its own: the web to hear of changes,
    # all others, which are few, for their locks, dumps and long statements.
    DATABASE_DIRECT = env.read(
        "DATABASE_DIRECT_URL", partial(named_database, pooled=False), A_DATABASE
    )
    if process_kind() != "web":
        DATABASES = {"default": DATABASE_DIRECT}
vars().update(
    env.read("EMAIL_URL", email, "smtp+tls://user:password@host:port" + ENCODED)
)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL",
    default=f"Open Heritage <noreply@{urlsplit(WAGTAILADMIN_BASE_URL).hostname}>",
)
DNS_RESOLVER = env.str("DNS_RESOLVER", default="system")
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)
JOURNAL_DIR = env.str("JOURNAL_DIR", default=str(VAR_DIR / "journal"))
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=1)
CACHES = {"default": cache(env.str("CACHE_URL", default=""))}

SERVE_MEDIA = bool(S3_URL)
STORAGES = {
    "default": media(S3_URL),
    "staticfiles": {"BACKEND": "openheritage.static_files.ReleasedFiles"},
}

# The proxy in front ends TLS and says so; docs/operations.md shows it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
vars().update(hsts(env))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
