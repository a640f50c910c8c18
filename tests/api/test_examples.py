"""The commands of docs/api.md and of the page about it, as somebody would run them."""

import json
import re
import shlex
import subprocess
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS, connections

from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

DOCUMENT = django_settings.BASE_DIR / "docs/api.md"
EXAMPLE = re.compile(r"```sh\n(curl [^\n]+)\n```\n\n```json\n(.+?)\n```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(DOCUMENT.read_text("utf-8"))
HOST = "https://example.org"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def served(kept_connection, settings):
    """The site at an address, on the connection of the test."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)

    ours = connections[DEFAULT_DB_ALIAS]

    def serve() -> None:
        connections[DEFAULT_DB_ALIAS] = ours
        server.serve_forever()

    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    ours.inc_thread_sharing()
    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield settings.WAGTAILADMIN_BASE_URL
    server.shutdown()
    thread.join()
    server.server_close()
    ours.dec_thread_sharing()


def run(command: str, folder) -> str:
    words = shlex.split(command)
    assert words[0] == "curl"
    done = subprocess.run(
        [*words, "--fail-with-body", "--silent", "--max-time", "30"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def differences(printed: object, came: object, place: str = "answer") -> list[str]:
    """Where the two are of another shape. Either may be nothing where the other is
    something; a list of the document shows its first item; an object without anything
    stands for one whose names vary."""
    if printed is None or came is None:
        return []
    if type(printed) is not type(came):
        return [f"{place}: {printed!r} is printed, {came!r} came"]
    if isinstance(printed, dict) and printed:
        if printed.keys() != came.keys():
            return [f"{place}: {sorted(printed.keys() ^ came.keys())}"]
        return [
            line
            for name in printed
            for line in differences(printed[name], came[name], f"{place}.{name}")
        ]
    if isinstance(printed, list) and printed:
        return [
            line
            for number, each in enumerate(came)
            for line in differences(printed[0], each, f"{place}[{number}]")
        ]
    return []


def test_other_shapes_are_noticed():
    printed = {"a": 1, "b": [{"c": "x"}], "d": {}}
    assert not differences(printed, {"a": 2, "b": [], "d": {"e": 1}})
    assert not differences(printed, {"a": None, "b": [{"c": "y"}], "d": {}})
    assert differences(printed, {"a": 2, "b": []})
    assert differences(printed, {"a": "2", "b": [], "d": {}})
    assert differences(printed, {"a": 2, "b": [{"c": "y"}, {"e": 1}], "d": {}})


def test_the_commands_of_the_document_answer_what_it_prints(served, tmp_path):
    assert len(EXAMPLES) == 4
    for command, printed in EXAMPLES:
        assert HOST in command
        came = run(command.replace(HOST, served), tmp_path)
        assert not differences(json.loads(printed), json.loads(came)), command
    # The mark of the third was kept: the same question brings nothing.
    again = next(command for command, _printed in EXAMPLES if "--etag" in command)
    assert run(again.replace(HOST, served), tmp_path) == ""


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_the_commands_of_the_page_work_as_they_stand_there(served, tmp_path, language):
    found = run(f"curl {served}/{language}/api/", tmp_path)
    page = BeautifulSoup(found, "html.parser")
    commands = [each.get_text() for each in page.select("pre code")]
    assert len(commands) == 3
    tag = page.html["lang"]
    for command in commands:
        answer = json.loads(run(command, tmp_path))
        if "news/" in command:
            assert answer["language"] == tag
            assert len(answer["items"]) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language(client, language):
    response = client.get(f"/{language}/api/")
    page = BeautifulSoup(response.text, "html.parser")
    assert (page.h1.text == "Data for programs") is (language == "en")
    words = page.main.get_text(" ")
    assert ("Examples" in words) is (language == "en")
    for link in page.select("main .prose li a"):
        assert link["href"].startswith("/api/v1/")
        assert client.get(link["href"]).status_code == 200
