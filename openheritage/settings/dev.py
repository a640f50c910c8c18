"""The embedded default: SQLite, database search, mail into files, no account.

Made for trying the site and for working on it. ``DEBUG=1`` shows Django's own
error pages instead of the reader's.
"""

from .base import *
from .base import LOGGING, MIDDLEWARE, VAR_DIR, database, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "only-for-trying-the-site-on-your-own-machine-not-for-production"
# A site that is opened to others is reached under names that nobody knows here.
IS_OPEN = env.str("HOST", default="127.0.0.1") not in ("127.0.0.1", "localhost", "::1")
ALLOWED_HOSTS = ["*"] if IS_OPEN else ["localhost", "127.0.0.1", "[::1]"]

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": database(
        env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3")
    )
}

EMAIL_BACKEND = "correspondence.files.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

WAGTAILADMIN_BASE_URL = f"http://localhost:{env.int('PORT', default=8000)}"

# Static files come straight from the apps: nothing to collect before a run.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Whoever works on the site sees at once what they have changed, templates too.
PAGE_CACHE_MB = PAGE_PARTS_MB = 0

SERVE_MEDIA = True
DEMO = True

# A line for each page, not for its pictures, style sheets and scripts.
MIDDLEWARE = ["openheritage.middleware.LogPages", *MIDDLEWARE]
LOGGING["loggers"] |= {
    "django.server": {"level": "ERROR"},
    "django.request": {"level": "ERROR"},
}
# The demo's accounts sign in with their password alone.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
