"""For ``make test``: PostgreSQL, always. docs/architecture.md says why."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *
from .base import database, env

DEBUG = False
SECRET_KEY = "tests"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DATABASES = {"default": database(env.str("DATABASE_URL"))}

# A folder for this process alone, gone when it ends. The server that the browser
# tests start is told the folder of the process that loaded the sample pictures.
# (The catalogues are where `make test` compiled them: LOCALE_PATHS stays.)
if "TESTS_DIR" in env:
    VAR_DIR = Path(env.str("TESTS_DIR"))
else:
    VAR_DIR = Path(tempfile.mkdtemp(prefix="openheritage-tests-"))
    atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
METRICS_DIR = str(VAR_DIR / "metrics")
# A test looks again at what it has just changed.
HEALTH_KEPT = 0

WAGTAILADMIN_BASE_URL = "http://localhost"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Tests of it switch it on.
PAGE_CACHE_MB = PAGE_PARTS_MB = 0

SERVE_MEDIA = True
DEMO = True
# As in the demo; tests of it switch it on.
SECOND_FACTOR_REQUIRED = False
