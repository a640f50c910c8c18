"""For a worker of its own that sends letters over real SMTP."""

from openheritage.settings.test import *  # noqa: F403 - as settings do
from openheritage.settings.test import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.correspondence.letters"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = env.int("SMTP_PORT")
