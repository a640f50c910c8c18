"""What the logs say of errors, through the handlers of the settings."""

import io
import logging
import os
import re
from contextlib import suppress
from http.client import HTTPException
from logging.config import dictConfig
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from openheritage.failures import described
from tests.services import web
from tests.signing import sign

pytestmark = pytest.mark.turns(2)

SECRET = "Zuleika Dobson <z.dobson@museum.example>"


@pytest.fixture
def logged(settings):
    """What LOGGING prints, set up as a process sets it up."""
    loggers = [logging.getLogger(name) for name in settings.LOGGING["loggers"]]
    loggers.append(logging.getLogger())
    before = [
        (logger, logger.handlers[:], logger.level, logger.propagate)
        for logger in loggers
    ]
    dictConfig(settings.LOGGING)
    printed = io.StringIO()
    for logger in loggers:
        for handler in logger.handlers:
            handler.setStream(printed)
    yield printed
    for logger, handlers, level, propagate in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        (
            [
                "ADD ward text NOT NULL DEFAULT ''",
                "ALTER ward DROP DEFAULT",
            ],
            "psycopg.errors.NotNullViolation (23502, signatures_signatory, ward)",
        ),
        (
            ["ADD CONSTRAINT short CHECK (length(name) < 3) NOT VALID"],
            "psycopg.errors.CheckViolation (23514, signatures_signatory, short)",
        ),
    ],
)
def test_a_row_that_the_database_refuses_is_not_repeated_in_the_log(
    client, logged, statements, kind
):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"ALTER TABLE signatures_signatory {statement}")
    client.raise_request_exception = False
    words = {"signer": "Zuleika Dobson", "email": "z.dobson@museum.example"}
    response = sign(client, "en", job_title="Conjuror", **words)
    assert response.status_code == 500
    printed = logged.getvalue()
    assert kind in printed
    assert "signing.py" in printed
    for word in ("Zuleika", "z.dobson", "Conjuror", "Failing row"):
        assert word not in printed
        assert word not in response.text


def fail() -> None:
    """An error with others before it, beside it and within it."""
    try:
        try:
            raise LookupError(SECRET)
        except LookupError as error:
            raise ValueError(SECRET) from error
    except ValueError:
        several = ExceptionGroup(SECRET, [OSError(SECRET), KeyError(SECRET)])
        several.add_note(SECRET)
        raise several  # noqa: B904 - what came before it is told as well


@pytest.mark.parametrize(
    "say",
    [
        lambda logger, error: logger.exception("It failed."),
        lambda logger, error: logger.exception(error),
        lambda logger, error: logger.error("It failed: %s", error, exc_info=error),
        lambda logger, error: logger.error("%(e)r", {"e": error}, exc_info=True),
    ],
)
@pytest.mark.parametrize("name", ["django.request", "_granian", "anything"])
def test_an_error_is_told_by_class_and_place_with_all_that_led_to_it(logged, say, name):
    try:
        fail()
    except ExceptionGroup as error:
        say(logging.getLogger(name), error)
    printed = logged.getvalue()
    assert "Dobson" not in printed
    assert "in fail" in printed
    order = ["LookupError", "which led to", "ValueError", "which led to"]
    order += ["ExceptionGroup", "which holds", "OSError", "which holds", "KeyError"]
    place = printed.index("Traceback")
    for word in order:
        place = printed.index(word, place) + 1


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not sent to z.dobson+x@museum.example.", "Not sent to …@…."),
        ("of z.dobson%40museum.example: no", "of …@…: no"),
        ("At https://a:b@museum.example/zuleika?q=1, twice", "At https://… twice"),
        ("Not Found: /en/search/?q=Zuleika", "Not Found: /en/search/?…"),
        ("Is it there? Yes.", "Is it there? Yes."),
        ("Serving at 127.0.0.1:8000, 2 workers.", None),
        ("3 of 4 (75 %) = done (at base.py:12)", None),
        (
            'duplicate key value violates "a"\nDETAIL:  Key (b)=(Zuleika) exists.',
            'duplicate key value violates "a"\nDETAIL: …',
        ),
        ("Clé (b)=(Zuleika Dobson) existe", "Clé … existe"),
        ("ligne: row contains (1, Zuleika, (x))", "ligne: row contains …"),
        (
            'invalid input syntax for type date: "Zuleika"',
            "invalid input syntax for type …",
        ),
        ('value "Zuleika" is out of range for it', "value … is out of range for it"),
        ("ERROR: no\nLINE 1: SELECT 'Zuleika'\n  ^", "ERROR: no\nLINE …"),
    ],
)
def test_what_may_be_a_persons_is_cut_out_of_any_sentence(logged, said, written):
    logging.getLogger("some.library").error(said)
    expected = said if written is None else written
    assert logged.getvalue() == f"ERROR some.library {expected}\n"


def test_the_text_of_an_error_is_found_in_the_sentence_of_whoever_handles_it(logged):
    try:
        raise LookupError(SECRET)
    except LookupError as error:
        logging.getLogger("some.library").warning(f"There is no {error}; {error!r}.")
    assert logged.getvalue() == (
        "WARNING some.library There is no builtins.LookupError; builtins.LookupError.\n"
    )


def test_a_sentence_that_cannot_be_filled_in_is_told_by_its_place(logged):
    logging.getLogger("some.library").warning("%d letters", SECRET)
    assert re.fullmatch(
        r"WARNING some\.library What test_failures\.py:\d+ says cannot be read\.\n",
        logged.getvalue(),
    )


def test_with_debug_developers_read_the_text(logged, settings):
    settings.DEBUG = True
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("django.request").exception("It failed.")
    assert SECRET in logged.getvalue()


def test_a_circle_of_errors_ends():
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert described(one).count("KeyError") == 1


def test_nobody_is_mailed_what_somebody_has_typed(settings):
    """Django's own handler would mail tracebacks and forms to ADMINS."""
    names = [handler["class"] for handler in settings.LOGGING["handlers"].values()]
    assert set(names) <= {"logging.StreamHandler", "openheritage.damping.Handler"}
    for handler in settings.LOGGING["handlers"].values():
        assert handler["filters"][0] == "error_texts"


FAILING = """
from openheritage.settings.test import *
from django.http import StreamingHttpResponse
from django.urls import path

ROOT_URLCONF = __name__


def parts(request):
    yield b"begun"
    raise ValueError(request.headers["X-Name"])


urlpatterns = [
    path("health/live/", lambda request: StreamingHttpResponse([b"ok"])),
    path("en/k/<token>/", lambda request, token: StreamingHttpResponse(parts(request))),
]
"""


def test_what_escapes_the_site_is_not_printed_by_the_server(tmp_path):
    """An export that fails in its middle does so in the server's hands."""
    (tmp_path / "failing.py").write_text(FAILING)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "failing",
        "PYTHONPATH": str(tmp_path),
    }
    log = tmp_path / "log"
    with web.site(environment, log) as address:
        link = Request(f"{address}/en/k/ABCD-EFGH/", headers={"X-Name": SECRET})
        with suppress(OSError, HTTPException), urlopen(link, timeout=10) as answer:
            answer.read()
    printed = log.read_text()
    assert "ValueError" in printed
    assert "failing.py" in printed
    assert "Dobson" not in printed
    assert "ABCD" not in printed
