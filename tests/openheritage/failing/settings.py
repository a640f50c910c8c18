from openheritage.settings.production import *  # noqa: F403 - settings are made so
from openheritage.settings.production import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.openheritage.failing"]
ROOT_URLCONF = "tests.openheritage.failing.urls"

# Nothing is collected.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
