"""Settings of a site with pages of ``odd_urls``; it has no database."""

from openheritage.settings.test import *  # noqa: F403 - settings

ENGINE = "django.db.backends.postgresql"
DATABASES = {"default": {"ENGINE": ENGINE, "HOST": "127.0.0.1", "PORT": 1}}
ROOT_URLCONF = "tests.faults.odd_urls"
# No database is asked, so that nothing here waits for one.
MIDDLEWARE = ["openheritage.capacity.Capacity"]
