"""What is logged, in which form, and whether errors are reported to somebody.

Read by the settings, and by the server's own process, which loads neither Django nor
the site; so nothing but Python is imported here.
"""

import os
import re
from typing import Any

FORMATS = ("text", "json")
# Text for journald, which has the time of each line itself; JSON where a program
# collects what containers say.
LOG_FORMAT = os.environ.get("LOG_FORMAT", "").strip().lower() or "text"
if LOG_FORMAT not in FORMATS:
    raise ValueError("LOG_FORMAT must be text or json.")

# Where errors are reported to: Sentry, or GlitchTip, which speaks the same. Empty: to
# nobody.
ERROR_REPORTS_DSN = os.environ.get("ERROR_REPORTS_DSN", "").strip()
DSN_FORM = re.compile(r"https?://\w+@[\w.-]+(:\d{1,5})?(/[\w.-]+)*/\d+", re.ASCII)
if ERROR_REPORTS_DSN and not DSN_FORM.fullmatch(ERROR_REPORTS_DSN):
    # Not the value, which holds a key.
    raise ValueError("ERROR_REPORTS_DSN must be https://key@host/number.")
# What tells the reports of several sites apart that have one address for them.
ERROR_REPORTS_ENVIRONMENT = (
    os.environ.get("ERROR_REPORTS_ENVIRONMENT", "").strip() or "production"
)

# In this order: what is told of errors, then what may have got into sentences.
FILTERS = {
    "error_texts": {"()": "openheritage.failures.LeaveOutTexts"},
    "personal_data": {"()": "openheritage.scrubbing.Scrub"},
    "private_links": {"()": "correspondence.redaction.RedactPrivateLinks"},
}


def line(process: str) -> dict[str, Any]:
    if LOG_FORMAT == "json":
        return {"()": "openheritage.lines.Json", "process": process}
    return {"()": "openheritage.lines.Text"}


def of_site(process: str) -> dict[str, Any]:
    """``LOGGING``; ``process`` is the kind of this process."""
    handlers: dict[str, dict[str, Any]] = {
        "console": {
            "class": "openheritage.damping.Handler",
            "formatter": "line",
            "filters": [*FILTERS],
        },
        "server": {
            "class": "logging.StreamHandler",
            "formatter": "server",
            "filters": [*FILTERS],
        },
    }
    everywhere = ["console"]
    if ERROR_REPORTS_DSN:
        # First: the others' filters change what a record says.
        reports = "openheritage.error_reports.Handler"
        handlers["reports"] = {"()": reports, "process": process}
        everywhere = ["reports", "console"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": FILTERS,
        "formatters": {
            "line": line(process),
            "server": {
                "()": "django.utils.log.ServerFormatter",
                "format": "[{server_time}] {message}",
                "style": "{",
            },
        },
        "handlers": handlers,
        "root": {"handlers": everywhere, "level": "INFO"},
        "loggers": {
            # Not Django's own handlers: they would print private links, and mail
            # what a signer has typed to the admins.
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {
                "handlers": ["server"],
                "level": "INFO",
                "propagate": False,
            },
            # Each save in the admin queues some tasks; only trouble is worth a line.
            "django_tasks": {"level": "WARNING"},
            # What escapes Django; the server's own handler would print all of it.
            "_granian": {"handlers": everywhere, "propagate": False},
            # It logs each request, with what readers search; that a server fails is
            # told by search.backends.breaker, once.
            "elastic_transport": {"level": "ERROR"},
            # Whoever asks by them says what became of it; they name whole addresses.
            "urllib3": {"level": "ERROR"},
            "botocore": {"level": "ERROR"},
            "s3transfer": {"level": "ERROR"},
            "wagtail": {"level": "WARNING"},
        },
    }


def of_server() -> dict[str, Any]:
    """For the process that watches over those of the web."""
    filters = {name: FILTERS[name] for name in ("error_texts", "personal_data")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": filters,
        "formatters": {"line": line("server")},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": [*filters],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
    }
