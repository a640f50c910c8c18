"""Programs are turned away by the server in front as the application does it."""

import json
import ssl
import subprocess
import tempfile
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from django.core.management import call_command

from openheritage import problems
from tests.services import nginx as server
from tests.services.postgres import free_port


@pytest.fixture
def folder():
    """Where the workers of nginx, who are nobody, may write."""
    with tempfile.TemporaryDirectory(prefix="openheritage-edge-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def edge(settings, folder, capsys):
    """nginx with the site's file, and nobody behind it: a connection to it."""
    settings.WAGTAILADMIN_BASE_URL = "https://localhost"
    settings.VAR_DIR = folder / "var"
    authority, certificate, key = server.certificates(folder, "localhost")
    https = free_port()
    call_command(
        "nginx",
        *("--certificate", str(certificate), "--key", str(key)),
        *("--cache", str(folder / "kept"), "--logs", str(folder)),
        *("--http", str(free_port()), "--https", str(https)),
        *("--door", str(free_port()), "--application", f"127.0.0.1:{free_port()}"),
    )
    (folder / "openheritage.conf").write_text(capsys.readouterr().out)
    command = server.command(server.write_main(folder))
    nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(cafile=str(authority))
    connection = HTTPSConnection("localhost", https, context=context, timeout=20)
    try:
        wait_for(connection, nginx, folder / "main.error.log")
        yield connection
    finally:
        connection.close()
        nginx.terminate()
        nginx.wait(20)


def wait_for(connection: HTTPSConnection, nginx: subprocess.Popen, log: Path) -> None:
    for _attempt in range(600):
        try:
            connection.connect()
        except OSError:
            try:
                nginx.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"nginx ended by itself:\n{log.read_text()}")
        else:
            return
    pytest.fail("nginx does not listen.")


def ask(edge: HTTPSConnection, path: str) -> tuple[int, dict[str, str], str]:
    edge.request("GET", path)
    response = edge.getresponse()
    return response.status, dict(response.getheaders()), response.read().decode()


def is_problem(answer: tuple[int, dict[str, str], str], word: str) -> None:
    status, headers, body = answer
    problem = problems.PROBLEMS[word]
    assert status == problem.status
    assert headers["Content-Type"] == problems.MEDIA_TYPE
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Retry-After"].isdigit()
    assert json.loads(body) == {
        "type": problems.type_of(word),
        "title": problem.title,
        "status": status,
        "detail": problem.detail,
    }


def test_programs_are_told_in_json_that_the_site_is_away_or_that_they_ask_too_much(
    edge,
):
    is_problem(ask(edge, "/api/v1/news/"), "unavailable")
    is_problem(ask(edge, "/api/v1/openapi.json"), "unavailable")
    answers = [ask(edge, f"/api/v1/news/?limit={number}") for number in range(1, 300)]
    is_problem(answers[0], "unavailable")
    refused = [answer for answer in answers if answer[0] == 429]
    assert refused
    is_problem(refused[0], "too-many-requests")
    # Readers are told as before.
    assert ask(edge, "/en/")[1]["Content-Type"].startswith("text/")
