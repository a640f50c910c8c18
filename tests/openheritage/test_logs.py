"""What a real web server and a real worker write and report while everything fails in
turn, and that it names nobody."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from openheritage.error_reports import FORM as FORM_OF_REPORTS
from openheritage.request_ids import FORM
from tests.services import reports, sample, web
from tests.services.smtp import MailServer

from .failing.scene import (
    ID,
    OTHER_ID,
    PERSON,
    RARE,
    Scene,
    command,
    flood,
    prepare,
    provoke,
    running,
    slow_down,
)
from .failing.visitor import Answer
from .failing.ways import WAYS

TASKS = "tests.openheritage.failing.tasks"
GROUP = "/en/fails/by/group/"


@pytest.fixture(scope="module")
def database(django_db_setup, tmp_path_factory) -> Iterator[str]:
    url = os.environ["DATABASE_URL"]
    name = f"{connection.settings_dict['NAME']}_logs"
    sample.copy(url, name, tmp_path_factory.mktemp("media"))
    yield sample.at(url, name)
    sample.drop(url, name)


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    server = MailServer(recipient=f"550 {PERSON.name} has no mailbox {PERSON.email}")
    with server.running():
        yield server


@pytest.fixture(scope="module")
def in_json(database, mail, tmp_path_factory) -> Scene:
    """All of it, with reports; both processes have ended."""
    receiver = reports.Receiver()
    with receiver.running():
        scene = prepare(
            *(tmp_path_factory.mktemp("json"), database, receiver),
            EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
            LOG_FORMAT="json",
            ERROR_REPORTS_DSN=receiver.dsn,
            ERROR_REPORTS_ENVIRONMENT="rehearsal",
        )
        with running(scene):
            provoke(scene)
            flood(scene)
            slow_down(scene)
            scene.answers["command"] = command(scene)
            with receiver.away():
                dead = scene.visitor.ask("/en/fails/as/Dead/")
            scene.answers["dead"] = dead.status_code
            scene.visitor.ask("/en/fails/as/Last/")
    return scene


@pytest.fixture(scope="module")
def in_text(database, mail, tmp_path_factory) -> Scene:
    """Without reports."""
    folder = tmp_path_factory.mktemp("text")
    scene = prepare(
        *(folder, database, reports.Receiver()),
        EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
    )
    with running(scene):
        provoke(scene)
    return scene


@pytest.fixture(params=["in_json", "in_text"])
def scene(request) -> Scene:
    return request.getfixturevalue(request.param)


def test_nothing_that_is_written_names_a_person_or_shows_a_link(scene):
    assert len(scene.written) > 50
    assert [line for line in scene.written if RARE.search(line)] == []


def test_everything_failed_as_it_was_to(scene):
    """Or there was nothing to hide."""
    failing = {"unique", "not_null", "no_number", "group", "refused", "told_later"}
    found = {
        name: answer.status_code
        for name, answer in scene.answers.items()
        if isinstance(answer, Answer)
    }
    assert {way for way in WAYS if found[way] == 500} == failing - {"told_later"}
    assert found["later"] == 0, "It breaks off."
    assert (found["private"], found["host"], found["token"]) == (500, 400, 403)
    assert found["signed"] == 302


def test_the_operator_reads_what_failed_and_where(scene):
    """By class, by PostgreSQL's code and names, and by places."""
    written = "\n".join(scene.written)
    for told in (
        "psycopg.errors.UniqueViolation (23505, auth_user, auth_user_username_key)",
        "psycopg.errors.NotNullViolation (23502, signatures_signatory, ",
        "psycopg.errors.InvalidTextRepresentation (22P02)",
        "builtins.ExceptionGroup",
        "smtplib.SMTPRecipientsRefused",
        "SMTPRecipientsRefused 550",
        "job_that_fails failed (IntegrityError at ",
        "A thread ends by an error.",
        "An error was passed over.",
        "Task exception was never retrieved",
        "An answer broke off.",
        "DisallowedHost",
        "Not Found: /en/k/",
        "has no zone",
        "Not done: ",
        "cannot be read",
        "Serving at 127.0.0.1:",
    ):
        assert told in written
    assert "tests/openheritage/failing/ways.py" in written


def test_each_line_is_an_object_that_says_when_who_and_how_grave(in_json):
    for line in in_json.lines():
        assert datetime.fromisoformat(line["time"]).utcoffset().seconds == 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["level"] in ("INFO", "WARNING", "ERROR")
        assert line["process"] in ("server", "web", "worker")
        assert line["pid"] > 1
        assert line["logger"]
        assert line["message"]
        known = {"request_id", "view", "job", "status", "error", "place", "traceback"}
        known |= {"time", "level", "logger", "message", "process", "pid"}
        assert set(line) <= known, "What a library hangs on a line is not written."


def test_an_error_has_its_class_its_place_and_the_view(in_json):
    line = in_json.lines(view="fails", error="smtplib.SMTPRecipientsRefused")[0]
    assert (line["status"], line["process"]) == (500, "web")
    assert line["message"] == "Internal Server Error: /en/fails/by/refused/"
    assert line["place"].startswith("tests/openheritage/failing/ways.py:")
    assert "in refused" in line["traceback"]


@pytest.mark.parametrize(("answer", "sent"), [("named", ID), ("uuid", OTHER_ID)])
def test_the_id_that_the_server_in_front_gave_is_in_the_answer_and_in_each_line(
    in_json, answer, sent
):
    assert in_json.answers[answer].headers["X-Request-ID"] == sent
    (line,) = in_json.lines(request_id=sent)
    assert line["error"] == "builtins.ExceptionGroup"


def test_what_else_is_sent_as_an_id_is_not_taken(in_json):
    drawn = in_json.answers["forged"].headers["X-Request-ID"]
    assert FORM.fullmatch(drawn)
    (line,) = in_json.lines(request_id=drawn)
    assert line["view"] == "fails_as"


def test_what_anybody_may_keep_says_no_id(in_json):
    """It would say it again to whoever asks next."""
    page = in_json.answers["page"]
    assert page.headers["Cache-Control"].startswith("public")
    assert "X-Request-ID" not in page.headers


def test_an_answer_that_breaks_off_and_a_visitors_mistake_are_of_a_request(in_json):
    for message in ("An answer broke off.", "Not Found: /en/nothing/"):
        (line,) = in_json.lines(message=message)
        assert FORM.fullmatch(line["request_id"])


def test_each_run_of_a_job_has_an_id_and_its_name(in_json):
    jobs = in_json.lines(process="worker", job=f"{TASKS}.job_with_a_library")
    assert len(jobs) > 3
    assert len({line["request_id"] for line in jobs}) == 1
    failed = in_json.lines(process="worker", job=f"{TASKS}.job_that_fails")
    assert failed[0]["error"] == "django.db.utils.IntegrityError"
    ids = [line["request_id"] for line in [*failed, jobs[0]]]
    assert len({*ids}) == len(ids), "Each run has its own."


def test_a_command_that_breaks_off_writes_a_line_and_reports(in_json):
    (line,) = map(json.loads, in_json.answers["command"].splitlines())
    assert (line["level"], line["process"]) == ("CRITICAL", "command")
    assert line["error"] == "builtins.LookupError"
    assert not RARE.search(json.dumps(line))
    (event,) = in_json.receiver.of("LookupError")
    assert (event["level"], event["tags"]) == ("fatal", {"process": "command"})


def test_in_text_the_id_stands_at_the_end(in_text):
    (line,) = [line for line in in_text.written if f"[{OTHER_ID}]" in line]
    assert line == f"ERROR django.request Internal Server Error: {GROUP} [{OTHER_ID}]"


# Reports --------------------------------------------------------------------------


def test_no_report_names_a_person_or_repeats_what_was_sent(in_json):
    assert not in_json.receiver.wrong
    for event in in_json.receiver.events:
        told = json.dumps(event)
        assert not RARE.search(told)
        assert "/en/" not in told
        assert str(web.BASE_DIR) not in told
    # The key is in one header alone.
    for came in in_json.receiver.came:
        assert not RARE.search(came.decode().replace(reports.KEY, ""))


def test_a_report_has_class_places_view_release_and_the_id_of_the_request(in_json):
    (event,) = in_json.receiver.of("ExceptionGroup")[:1]
    assert set(event) <= {*FORM_OF_REPORTS}
    *before, last = event["exception"]["values"]
    assert {error["type"] for error in before} == {"KeyError", "ValueError"}
    assert last["value"] == ""
    place = last["stacktrace"]["frames"][-1]
    assert place["filename"] == "tests/openheritage/failing/ways.py"
    assert (place["function"], place["in_app"]) == ("group", True)
    assert set(place) == {"filename", "function", "module", "lineno", "in_app"}
    assert (event["transaction"], event["environment"]) == ("fails", "rehearsal")
    project = tomllib.loads((web.BASE_DIR / "pyproject.toml").read_text())["project"]
    assert event["release"] == project["version"]
    (line, *_others) = in_json.lines(request_id=event["tags"]["request_id"])
    assert line["error"] == "builtins.ExceptionGroup"


def test_a_row_that_the_database_refuses_is_reported_by_names_of_the_schema(in_json):
    event = in_json.receiver.of("IntegrityError")[0]
    first = event["exception"]["values"][0]
    assert (first["type"], first["module"]) == ("UniqueViolation", "psycopg.errors")
    assert first["value"] == "23505, auth_user, auth_user_username_key"


def test_the_worker_reports_the_job_that_failed(in_json):
    events = in_json.receiver.events
    (event,) = [
        event
        for event in events
        if event.get("transaction") == f"{TASKS}.job_that_fails"
    ]
    assert event["tags"]["process"] == "worker"
    assert event["exception"]["values"][-1]["type"] == "IntegrityError"


def test_a_flood_is_one_report(in_json):
    assert len(in_json.receiver.of("SMTPRecipientsRefused")) == 1


def test_what_a_visitor_did_wrong_is_not_reported(in_json):
    assert not in_json.receiver.of("DisallowedHost")
    assert not [
        event for event in in_json.receiver.events if "security" in event["logger"]
    ]


def test_nobody_waits_for_a_receiver_that_does_not_answer(in_json):
    """All were answered while it held the first report; what found no room is gone."""
    assert in_json.answers["slow"] == {500}
    assert in_json.answers["still held"] == 1
    assert in_json.receiver.of("Slow10")
    assert not in_json.receiver.of("Slow24")


def test_a_receiver_that_is_gone_disturbs_nobody(in_json):
    assert in_json.answers["dead"] == 500
    assert not in_json.receiver.of("Dead")


def test_a_process_that_ends_sends_what_waits(in_json):
    assert in_json.receiver.of("Last")


def test_without_an_address_nothing_that_could_send_is_loaded(in_json, in_text):
    assert in_json.answers["loaded"] == {"is_loaded": True}
    assert in_text.answers["loaded"] == {"is_loaded": False}
