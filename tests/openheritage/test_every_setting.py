"""Every setting that the documents name is started once as they say, and what is wrong
stops the start in words."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.services.redis import Redis
from tests.services.s3 import S3

from .test_settings import COMPLETE

pytestmark = pytest.mark.turns(2)

OPERATIONS = settings.BASE_DIR / "docs/operations.md"
PRODUCTION = settings.BASE_DIR / "openheritage/settings/production.py"
KINDS = {"WEB", "WORKER", "MIGRATE", "COMMAND"}
FORMER = "a-former-key-0123456789-abcdefghijklmnopqrstuvwxyz-xyz"
PASSWORD = "p@ss:w/rd%?#"

# Another process, as a server starts it: the checks, and some requests.
START = """
import json, sys
from io import StringIO
from openheritage.wsgi import application
from wsgiref.util import setup_testing_defaults
from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command
from wagtail_localize.machine_translators import get_machine_translator
from search import backends

said = StringIO()
call_command("check", deploy=True, fail_level="WARNING", stdout=said, stderr=said)

def ask(path, method="GET"):
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    environ["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(environ)
    found = []
    parts = application(environ, lambda status, headers: found.append(status[:3]))
    text = b"".join(parts)
    parts.close()
    return int(found[0]), text.decode()

status, ready = ask("/health/ready/")
mail = get_connection()
print(json.dumps({
    "check": said.getvalue(),
    "ready": json.loads(ready) | {"code": status},
    "answers": [ask(path)[0] for path in ("/", "/en/statement.txt", "/robots.txt")],
    "bounces": ask("/mail-events/postmark/tracking/", "POST")[0],
    "mail": [mail.host, mail.password, mail.use_tls, mail.use_ssl],
    "translator": type(get_machine_translator()).__name__,
    "search": type(backends.get()).__name__,
}))
"""

WRONG = """
import json, os, sys, traceback
found = []
for name, value in json.load(sys.stdin):
    kept = dict(os.environ)
    os.environ[name] = value
    for module in [each for each in sys.modules if each.startswith("openheritage")]:
        del sys.modules[module]
    try:
        import openheritage.settings.production
        said = ["", ""]
    except Exception as error:
        said = [str(error), traceback.format_exc()]
    found.append([name, value, type(said).__name__, *said])
    os.environ.clear()
    os.environ.update(kept)
print(json.dumps(found))
"""


def documented() -> set[str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS.read_text(), re.MULTILINE)
    # A table of kinds of processes, with the time-outs of each.
    rows = [row for row in rows if row not in KINDS]
    head = PRODUCTION.read_text().split('"""')[1]
    return {*rows, *re.findall(r"^``([A-Z_]+)``", head, re.MULTILINE)}


def database_url(**changes: str) -> str:
    """Of the copy that these tests have."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    netloc = changes.get("netloc", parts.netloc)
    name = connection.settings_dict["NAME"]
    return f"postgres://{netloc}/{name}{changes.get('query', '')}"


@pytest.fixture
def forms(db, tmp_path) -> Iterator[dict[str, list[str]]]:
    """{variable: its documented forms}, with servers behind those that name one."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW unix_socket_directories")
        sockets = Path(cursor.fetchone()[0].split(",")[0])
    parts = urlsplit(os.environ["DATABASE_URL"])
    path = tmp_path / "redis.sock"
    with ExitStack() as stack:
        plain = stack.enter_context(
            Redis(tmp_path, "--unixsocket", str(path)).running()
        )
        closed = stack.enter_context(Redis(tmp_path, password=PASSWORD).running())
        secret = quote(PASSWORD, safe="")
        bucket = stack.enter_context(S3(tmp_path).running()).make("uploads")
        databases = [database_url(), database_url(query="?sslmode=prefer")]
        if any(sockets.glob(".s.PGSQL.*")):
            where = quote(str(sockets), safe="")
            user = parts.username or ""
            databases.append(database_url(netloc=f"{user}@{where}:{parts.port}"))
            query = f"?host={where}&port={parts.port}&user={user}"
            databases.append(database_url(netloc="", query=query))
        yield {
            "SECRET_KEY": [COMPLETE["SECRET_KEY"], f"${FORMER}"],
            "DATABASE_URL": databases,
            "BASE_URL": ["https://openheritage.example", "https://b.example/"],
            "EMAIL_URL": [
                "smtp+tls://user:password@host:587",
                f"smtp+ssl://user:{secret}@host:465",
                "smtp://host:25",
                "smtp+tls://user%40host:password@[2001:db8::1]:587",
            ],
            "ALLOWED_HOSTS": ["openheritage.example,www.openheritage.example"],
            "DEFAULT_FROM_EMAIL": ["Open Heritage <noreply@openheritage.example>"],
            "REPLY_TO": [COMPLETE["REPLY_TO"]],
            "SECRET_KEY_FALLBACKS": [FORMER, f"{FORMER},{FORMER[::-1]}"],
            "PSEUDONYM_KEY": ["a-key-of-its-own-" * 4],
            "TRUSTED_PROXIES": ["1", "2", "0"],
            "ANYMAIL": ['{"WEBHOOK_SECRET": "user:a-long-random-password"}'],
            "SEARCH_URL": [
                f"elasticsearch+https://user:{secret}@127.0.0.1:1/openheritage",
                "elasticsearch+http://127.0.0.1:1",
            ],
            "CACHE_URL": [
                plain.url,
                f"rediscache://:{secret}@127.0.0.1:{closed.port}/1",
                f"rediscache://{path}?db=1",
                f"redis://default:{secret}@127.0.0.1:{closed.port}",
                "locmemcache://",
            ],
            "SECOND_FACTOR_REQUIRED": ["1", "0"],
            "VAR_DIR": [str(tmp_path / "var")],
            "S3_URL": [bucket, "", f"{bucket}/folder/within?region=eu-central-1"],
            "DATABASE_DIRECT_URL": [database_url(), ""],
            "MACHINE_TRANSLATOR": ["libretranslate", "deepl", ""],
            "LIBRETRANSLATE_URL": ["https://libretranslate.example/"],
            "LIBRETRANSLATE_API_KEY": ["a-key"],
            "DEEPL_AUTH_KEY": ["a-key:fx"],
            "DEEPL_URL": ["https://api.deepl.example"],
            "MACHINE_TRANSLATOR_TIMEOUT": ["30"],
            "SECURITY_CONTACT": ["security@openheritage.example"],
            "MAILS_AN_HOUR": ["1000", "0"],
            "HELP_UNCONFIRMED_DAYS": ["30"],
            "HELP_UNREVIEWED_DAYS": ["180"],
            "INTEREST_DAYS": ["730"],
            "INTEREST_ASK_DAYS": ["30"],
            "INTEREST_UNCONFIRMED_DAYS": ["7"],
            "MEMBERS_CLOSED_DAYS": ["180"],
            "DNS_RESOLVER": ["192.0.2.1:53", "system", ""],
            **OTHERS,
        }


# Documented by the parts of the site that they belong to.
OTHERS = {
    "JOURNAL_DIR": ["journal"],
    "JOURNAL_DAYS": ["100"],
    "BACKUP_DIR": ["backup"],
    "BACKUP_RECIPIENT": [
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    ],
    "BACKUP_HOURS": ["26"],
    "RENDITION_FONTS": ["/usr/share/fonts/truetype/noto,/srv/fonts", ""],
    "WEB_BIND": ["127.0.0.1:8000", "unix:/run/openheritage/web.sock"],
    "WEB_WORKERS": ["2"],
    "WEB_THREADS": ["4"],
    "WEB_QUEUE": ["8"],
    "WEB_TIMEOUT": ["60"],
    "PAGE_CACHE_MB": ["64", "0"],
    "PAGE_PARTS_MB": ["16", "0"],
    "EDGE_URL": ["http://127.0.0.1:8001", ""],
    "FRONTEND_CACHE": [
        json.dumps(
            {
                "cdn": {
                    "BACKEND": "wagtail.contrib.frontend_cache.backends."
                    "CloudflareBackend",
                    "ZONEID": "zone",
                    "BEARER_TOKEN": "token",
                }
            }
        )
    ],
    "CDN_MAX_AGE": ["86400", "0"],
    "WEB_STATEMENT_TIMEOUT": ["20", "0"],
    "WORKER_LOCK_TIMEOUT": ["30"],
    "DATABASE_POOLED": ["0", "1"],
    "DATABASE_POOL": ["0", "1"] if find_spec("psycopg_pool") else ["0"],
    "PROCESS_KIND": ["web"],
    "MACHINES": ["1"],
    "WORKERS": ["1", "2"],
    "HSTS_SECONDS": ["3600", "31536000"],
    "MONITORING_TOKEN": ["0123456789abcdef0123456789abcdef", ""],
    "DISK_FLOOR": ["1000", "0"],
    "PROMETHEUS_MULTIPROC_DIR": ["metrics"],
    "HSTS_INCLUDE_SUBDOMAINS": ["0", "1"],
    "HSTS_PRELOAD": ["0", "1"],
    "LOG_FORMAT": ["text", "json", ""],
    "ERROR_REPORTS_DSN": [
        "",
        "https://key@127.0.0.1:1/1",
        "http://key@127.0.0.1:1/on/2",
    ],
    "ERROR_REPORTS_ENVIRONMENT": ["production", "staging"],
}
FOLDERS = {"JOURNAL_DIR", "BACKUP_DIR", "PROMETHEUS_MULTIPROC_DIR"}


def start(**variables: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", START],
        env={"PATH": os.environ["PATH"], **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.proof
def test_every_documented_setting_starts_as_documented(forms, tmp_path):
    """In as few starts as there are forms of one."""
    missing = documented() - {*forms}
    assert not missing, "Give an example of how it is documented, or of each form."
    compiled = settings.BASE_DIR / "var/locale"
    shutil.copytree(compiled, tmp_path / "var/locale")
    for number in range(max(map(len, forms.values()))):
        chosen = {name: values[number % len(values)] for name, values in forms.items()}
        for name in FOLDERS:
            chosen[name] = str(tmp_path / chosen[name])
            Path(chosen[name]).mkdir(exist_ok=True)
        said = start(**chosen | {"ALLOWED_HOSTS": urlsplit(chosen["BASE_URL"]).netloc})
        assert "no issues" in said["check"]
        assert said["ready"]["code"] == 200, (chosen["DATABASE_URL"], said)
        assert said["ready"]["cache"] == "ok", chosen["CACHE_URL"]
        assert said["ready"].get("files", "") == ("ok" if chosen["S3_URL"] else "")
        assert said["answers"] == [302, 200, 200]
        # Known, and closed to whoever has not the secret.
        assert said["bounces"] in (400, 401, 403)
        assert said["search"] == "Breaker"
        host, password, tls, ssl = said["mail"]
        assert host in ("host", "2001:db8::1")
        assert (tls, ssl) == (
            chosen["EMAIL_URL"].startswith("smtp+tls"),
            chosen["EMAIL_URL"].startswith("smtp+ssl"),
        )
        assert not ssl or password == PASSWORD
        kinds = {"libretranslate": "Libre", "deepl": "DeepL", "": "NoneType"}
        assert said["translator"] == kinds[chosen["MACHINE_TRANSLATOR"]]


SECRET = "S3cret"


@pytest.fixture(scope="module")
def refusals() -> list:
    wrong = [
        ("SECRET_KEY", SECRET),
        ("SECRET_KEY", f"${SECRET}"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://example.org/path"),
        ("BASE_URL", "http://example.org"),
        ("BASE_URL", f"https://user:{SECRET}@example.org"),
        ("BASE_URL", f"https://example.org:{SECRET}"),
        ("DATABASE_URL", f"postgres://user:{SECRET}/x@host/name"),
        ("DATABASE_URL", f"postgers://user:{SECRET}@host/name"),
        ("DATABASE_URL", f"{SECRET}"),
        ("DATABASE_URL", f"postgres://user:{SECRET}@host"),
        ("DATABASE_URL", f"mysql://user:{SECRET}@host/name"),
        ("EMAIL_URL", f"smtp+tls://user:{SECRET}/x@host:587"),
        ("EMAIL_URL", f"smtp+tls://user:{SECRET}@host:port"),
        ("EMAIL_URL", f"{SECRET}.example:587"),
        ("EMAIL_URL", f"mailto://user:{SECRET}@host:587"),
        ("EMAIL_URL", "smtp://"),
        ("CACHE_URL", f"rediscache://user:{SECRET}/x@host:6379/1"),
        ("CACHE_URL", f"rediscache://:{SECRET}@host:port/1"),
        ("CACHE_URL", f"rediss:///run/{SECRET}"),
        ("CACHE_URL", f"memcache://{SECRET}"),
        ("CACHE_URL", "rediscache://"),
        ("SEARCH_URL", f"https://user:{SECRET}@host"),
        ("ANYMAIL", f'{{"WEBHOOK_SECRET": "{SECRET}"'),
        ("ANYMAIL", f'{{"WEBHOOK_SECRET": "{SECRET}"}}'),
        ("ANYMAIL", f'["{SECRET}"]'),
        ("TRUSTED_PROXIES", f"{SECRET}"),
        ("TRUSTED_PROXIES", "-1"),
        ("MAILS_AN_HOUR", "many"),
        ("HELP_UNREVIEWED_DAYS", "half a year"),
        ("SECOND_FACTOR_REQUIRED", "yess"),
        ("MACHINE_TRANSLATOR", "google"),
        ("MACHINE_TRANSLATOR_TIMEOUT", "long"),
        ("HSTS_SECONDS", "a year"),
        ("BACKUP_HOURS", "a day"),
        ("WEB_WORKERS", "two"),
        ("DATABASE_POOLED", "perhaps"),
        ("CDN_MAX_AGE", "long"),
        ("JOURNAL_DAYS", "for ever"),
        ("WEB_STATEMENT_TIMEOUT", "soon"),
        ("DATABASE_POOL", "many"),
        ("DATABASE_DIRECT_URL", f"mysql://user:{SECRET}@host/name"),
        ("DATABASE_DIRECT_URL", f"postgres://user:{SECRET}@host"),
        ("S3_URL", f"https://key:{SECRET}@s3.example.org/bucket"),
        ("S3_URL", f"s3+https://key:{SECRET}/x@s3.example.org/bucket"),
        ("S3_URL", f"s3+https://key:{SECRET}@s3.example.org"),
        ("S3_URL", f"s3+https://key:{SECRET}@s3.example.org/Bucket"),
        ("S3_URL", f"s3+https://key:{SECRET}@s3.example.org/b?region=x"),
        ("MONITORING_TOKEN", SECRET),
        ("DISK_FLOOR", "much"),
        ("LOG_FORMAT", "xml"),
        ("ERROR_REPORTS_DSN", f"https://{SECRET}@host"),
        ("ERROR_REPORTS_DSN", f"{SECRET}@host/1"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", WRONG],
        input=json.dumps(wrong),
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": os.environ["DATABASE_URL"],
            "PROCESS_KIND": "web",
            **COMPLETE,
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_wrong_stops_the_start_by_name_and_is_not_repeated(refusals):
    for name, value, _kind, words, trace in refusals:
        assert words, f"{name}={value} starts."
        assert re.search(rf"\b{name}\b", words), (value, words)
        assert len(words) < 250
        assert SECRET not in trace, name
