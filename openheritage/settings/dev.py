"""The embedded default: SQLite, database search, mail into files, no account.

Made for trying the site and for working on it. ``DEBUG=1`` shows Django's own
error pages instead of the reader's.
"""

from .base import *
from .base import VAR_DIR, database, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "only-for-trying-the-site-on-your-own-machine-not-for-production"
ALLOWED_HOSTS = ["*"]

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": database(
        env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3")
    )
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

WAGTAILADMIN_BASE_URL = f"http://localhost:{env.int('PORT', default=8000)}"

# Static files come straight from the apps: nothing to collect before a run.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

SERVE_MEDIA = True
DEMO = True

# The demo's accounts sign in with their password alone.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
