"""Production starts only with what it needs, and the embedded default holds."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.turns(2)

# A complete production, except for its database.
COMPLETE = {
    "SECRET_KEY": "a-long-key-for-this-test-alone-0123456789-abcdefghijklmnop",
    "BASE_URL": "https://openheritage.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "REPLY_TO": "office@openheritage.example",
}
REQUIRED = ["SECRET_KEY", "DATABASE_URL", "BASE_URL", "EMAIL_URL"]

# Tells what the embedded default's connection is like, and whether a transaction
# that has written nothing yet keeps another writer out.
ASK_SQLITE = """
import json, sqlite3
import django
django.setup()
from django.db import connection, transaction

def ask(pragma):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]

answers = {name: ask(name) for name in ("journal_mode", "busy_timeout", "synchronous")}
answers["path"] = str(connection.settings_dict["NAME"])
with transaction.atomic():
    other = sqlite3.connect(answers["path"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        answers["other"] = "may write"
    except sqlite3.OperationalError as error:
        answers["other"] = str(error)
    other.close()
print(json.dumps(answers))
"""


def run(*command: str, module: str, **variables: str) -> subprocess.CompletedProcess:
    """Python with the settings ``module`` and no other variables than these."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": f"openheritage.settings.{module}",
    }
    return subprocess.run(
        [sys.executable, *command],
        env=environment | variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def check_production(**variables: str) -> subprocess.CompletedProcess:
    return run(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        module="production",
        **variables,
    )


@pytest.fixture
def complete(tmp_path) -> dict[str, str]:
    database = {"DATABASE_URL": os.environ["DATABASE_URL"]}
    return COMPLETE | database | {"VAR_DIR": str(tmp_path)}


def test_a_complete_production_has_nothing_to_warn_of(complete):
    done = check_production(**complete)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("address", ["", "nobody"])
def test_production_says_that_somebody_must_read_answers(complete, address):
    done = check_production(**complete | {"REPLY_TO": address})
    assert done.returncode != 0
    assert "REPLY_TO names no mail address" in done.stderr


@pytest.mark.parametrize("missing", REQUIRED)
def test_production_names_what_is_missing(complete, missing):
    del complete[missing]
    done = check_production(**complete)
    assert done.returncode != 0
    assert missing in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "http://openheritage.example"),
        ("BASE_URL", "openheritage.example"),
        ("SECRET_KEY", "too-short"),
    ],
)
def test_production_refuses_what_is_not_safe(complete, name, value):
    done = check_production(**complete | {name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


def test_production_answers_to_the_host_of_its_address_alone(complete):
    ask = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.DEBUG)"
    done = run("-c", ask, module="production", **complete)
    assert done.stdout.strip() == "['openheritage.example'] False", done.stderr


ASK_HSTS = """
import django
django.setup()
from django.test import Client
answer = Client().get("/health/live/", secure=True, HTTP_X_FORWARDED_PROTO="https")
print(answer.headers.get("Strict-Transport-Security"))
"""


@pytest.mark.parametrize(
    ("variables", "header"),
    [
        ({}, "max-age=3600"),
        ({"HSTS_SECONDS": "0"}, "None"),
        ({"HSTS_SECONDS": "31536000"}, "max-age=31536000"),
        (
            {"HSTS_SECONDS": "31536000", "HSTS_INCLUDE_SUBDOMAINS": "1"},
            "max-age=31536000; includeSubDomains",
        ),
        (
            {
                "HSTS_SECONDS": "31536000",
                "HSTS_INCLUDE_SUBDOMAINS": "1",
                "HSTS_PRELOAD": "1",
            },
            "max-age=31536000; includeSubDomains; preload",
        ),
    ],
)
def test_browsers_are_bound_to_tls_in_steps(complete, variables, header):
    host = {"ALLOWED_HOSTS": "testserver"}
    done = run("-c", ASK_HSTS, module="production", **complete | host | variables)
    assert done.stdout.splitlines()[-1] == header, done.stderr


@pytest.mark.parametrize(
    "variables",
    [
        {"HSTS_PRELOAD": "1"},
        {"HSTS_PRELOAD": "1", "HSTS_SECONDS": "31536000"},
        {"HSTS_PRELOAD": "1", "HSTS_INCLUDE_SUBDOMAINS": "1"},
        {"HSTS_SECONDS": "a year"},
        {"HSTS_SECONDS": "-1"},
    ],
)
def test_no_step_is_taken_that_browsers_would_not_follow(complete, variables):
    done = check_production(**complete | variables)
    assert done.returncode != 0
    assert "HSTS_" in done.stderr.splitlines()[-1]


def test_to_bind_browsers_to_nothing_is_warned_of(complete):
    done = check_production(**complete | {"HSTS_SECONDS": "0"})
    assert "security.W004" in done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    output = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=output)
    except SystemExit:
        pytest.fail(f"Run manage.py makemigrations:\n{output.getvalue()}")


def test_the_tests_run_on_the_database_of_production():
    assert connection.vendor == "postgresql", "See docs/architecture.md."


def test_sqlite_lets_a_worker_write_beside_the_web(tmp_path):
    """Readers go on while one writes, and writers wait instead of failing."""
    done = run("-c", ASK_SQLITE, module="dev", VAR_DIR=str(tmp_path / "var"))
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers["path"] == str(tmp_path / "var" / "db.sqlite3")
    assert answers["journal_mode"] == "wal"
    assert answers["synchronous"] == 1, "NORMAL is enough with WAL, and faster."
    assert answers["busy_timeout"] == 20_000
    assert answers["other"] == "database is locked"
