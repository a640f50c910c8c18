"""For ``make test``: PostgreSQL, always. docs/architecture.md says why."""

import tempfile
from pathlib import Path

from .base import *
from .base import database, env

DEBUG = False
SECRET_KEY = "tests"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DATABASES = {"default": database(env.str("DATABASE_URL"))}

VAR_DIR = Path(tempfile.mkdtemp(prefix="openheritage-tests-"))
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"

WAGTAILADMIN_BASE_URL = "http://localhost"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
