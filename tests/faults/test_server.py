"""What the web server does with visitors who are slow, rude or many, with requests that
hang, and with code that does not start."""

import os
import signal
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException

import pytest

from tests.services import web

from .odd_urls import PARTS, SIZE
from .processes import Program, parents, wait_until

TOKEN = "ABCD-EFGH-JKLM"


class Server(Program):
    def __init__(self, folder, **variables):
        self.port = web.free_port()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.odd",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "VAR_DIR": str(folder),
        }
        log = folder / "web.log"
        super().__init__(web.command(self.port), environment | variables, log)
        self.is_ready = lambda: "Serving at" in log.read_text()

    def ask(self, path, body=None, *, timeout=20, method="", **headers):
        """Status, headers and text; status 0 if no whole answer came."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(
                method or ("POST" if body else "GET"), path, body, headers
            )
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except (OSError, HTTPException) as error:
            return 0, {}, type(error).__name__
        finally:
            connection.close()

    def say(self, words: bytes) -> socket.socket:
        speaker = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        speaker.sendall(words)
        return speaker

    @property
    def workers(self) -> set[int]:
        return {pid for pid, parent in parents().items() if parent == self.process.pid}

    def told(self) -> str:
        return self.log.read_text()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"), WEB_TIMEOUT="4")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Its settings are a file that tests change, as an upgrade changes code."""
    folder = tmp_path_factory.mktemp("other")
    server = Server(folder, DJANGO_SETTINGS_MODULE="release", PYTHONPATH=str(folder))
    server.settings = folder / "release.py"
    server.settings.write_text("from tests.faults.odd import *\n")
    server.start()
    yield server
    server.kill()


def test_whoever_says_nothing_or_half_holds_nobody_up(server):
    """Half a form does where a view reads it: nginx passes on whole ones."""
    with ExitStack() as stack:
        for words in (
            b"",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n",
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\na",
        ):
            for _visitor in range(50):
                stack.enter_context(server.say(words))
        began = time.monotonic()
        assert server.ask("/robots.txt")[0] == 200
        assert time.monotonic() - began < 5


def test_whoever_reads_slowly_holds_nobody_up(server):
    ask = b"GET /parts/0.1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _visitor in range(6):
            stack.enter_context(server.say(ask))
        # They read nothing; once their answers are made, others have their places.
        wait_until(lambda: server.ask("/robots.txt", timeout=10)[0] == 200)


@pytest.mark.parametrize(
    "line",
    [
        f"GET /en/k/{TOKEN} bad HTTP/1.1",
        f"GET /en/k/{TOKEN}\x01 HTTP/9.1",
        f"GET /en/k/{TOKEN}",
        f"GARBAGE\x00/en/k/{TOKEN}/ HTTP/1.1",
        f"GET /en/k/{TOKEN}/\x00 HTTP/1.1",
        f"POST /en/k/{TOKEN}/ HTTP/1.1\r\nContent-Length: no",
    ],
)
def test_a_private_link_in_a_broken_request_is_not_logged(server, line):
    with server.say(f"{line}\r\nHost: localhost\r\n\r\n".encode()) as speaker:
        answer = speaker.recv(1000)
    assert b" 5" not in answer[:13]
    assert server.ask("/robots.txt")[0] == 200
    assert TOKEN not in server.told()


def test_a_question_about_the_server_is_no_error(server):
    with server.say(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n") as speaker:
        answer = speaker.recv(1000)
    assert not answer.startswith(b"HTTP/1.1 5")


def test_a_large_form_is_read_to_its_end(server):
    status, _headers, text = server.ask("/sleep/0/", b"x" * 2_000_000)
    assert (status, text) == (200, "Slept, read 2000000.")


def test_whoever_comes_when_all_places_are_taken_is_told_at_once(server):
    """2 × (4 + 8) are taken by slow pages."""
    with ThreadPoolExecutor(60) as pool:
        slow = [pool.submit(server.ask, "/sleep/3/") for _visitor in range(40)]
        time.sleep(1)
        # Which of the two processes is asked is not ours to say: one may have room yet,
        # and is given more until it has none.
        while True:
            began = time.monotonic()
            status, headers, text = server.ask(
                "/fr/sign/",
                b"answers=sealed-words&go=send",
                Accept="text/html",
                **{"Content-Type": "application/x-www-form-urlencoded"},
            )
            seconds = time.monotonic() - began
            if status == 503 or all(one.done() for one in slow):
                break
            slow.append(pool.submit(server.ask, "/sleep/3/"))
            time.sleep(0.05)
        assert server.ask("/health/live/")[0] == 200
        statuses = Counter(one.result()[0] for one in slow)
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert "no-store" in headers["Cache-Control"]
    assert "sealed-words" in text
    assert seconds < 2
    assert statuses.keys() == {200, 503}
    assert statuses[200] >= 8
    wait_until(lambda: server.ask("/robots.txt")[0] == 200)


def test_places_are_free_again_when_visitors_have_gone(server):
    for _round in range(3):
        with ExitStack() as stack:
            for _visitor in range(30):
                ask = b"GET /parts/2/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
                stack.enter_context(server.say(ask))

    def are_free() -> bool:
        with ThreadPoolExecutor(8) as pool:
            answers = pool.map(lambda _n: server.ask("/sleep/0.2/")[0], range(8))
            return set(answers) == {200}

    # Not one after the other as each visitor's going is noticed: all of them.
    wait_until(are_free)


@pytest.mark.fault_long
def test_a_process_in_which_a_request_hangs_is_replaced(server):
    before = server.workers
    with server.say(b"GET /sleep/600/ HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        wait_until(lambda: "A request hangs" in server.told())
        assert "odd_urls.py" in server.told()
        # Its other requests end, and visitors notice nothing.
        end = time.monotonic() + 3
        while time.monotonic() < end:
            assert server.ask("/robots.txt")[0] == 200
        wait_until(lambda: len(server.workers - before) == 1)
    wait_until(lambda: len(server.workers) == 2)


def test_killed_processes_are_replaced_however_often(other):
    killed = set()
    for _round in range(3):
        victim = min(other.workers)
        killed.add(victim)
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: not other.workers & killed and len(other.workers) == 2)
    assert other.is_running
    wait_until(lambda: other.ask("/robots.txt")[0] == 200)


def test_a_reload_takes_new_code_and_refuses_code_that_does_not_start(other):
    def reload(settings: str, outcome: str) -> None:
        other.settings.write_text(settings)
        told = other.told().count(outcome)
        other.tell(signal.SIGHUP)
        wait_until(lambda: other.told().count(outcome) > told)

    good = "from tests.faults.odd import *\nSECURITY_CONTACT = '{}@example.org'\n"
    reload(good.format("first"), "reloaded in")
    assert "first@" in other.ask("/.well-known/security.txt")[2]
    served = other.workers
    reload("this is no Python", "refused in")
    assert other.workers == served
    assert "first@" in other.ask("/.well-known/security.txt")[2]
    reload(good.format("second"), "reloaded in")
    assert not other.workers & served
    assert "second@" in other.ask("/.well-known/security.txt")[2]


def test_what_is_under_way_ends_when_the_server_is_stopped(tmp_path):
    server = Server(tmp_path)
    server.start()
    answers: list = []

    def ask(path, *body):
        answers.append((path, server.ask(path, *body)))

    under_way = [
        threading.Thread(target=ask, args=("/sleep/3/", b"x" * 1000)),
        threading.Thread(target=ask, args=("/parts/3/",)),
    ]
    for one in under_way:
        one.start()
    time.sleep(1)
    began = time.monotonic()
    server.stop(40)
    assert time.monotonic() - began < 20
    for one in under_way:
        one.join()
    answers = dict(answers)
    assert answers["/sleep/3/"][0] == 200
    assert len(answers["/parts/3/"][2]) == PARTS * SIZE
    assert server.process.returncode == 0
    # Nothing is left that would keep the next one from its port.
    server.start()
    server.process.kill()
    server.process.wait()
    wait_until(lambda: server.ask("/robots.txt", timeout=1)[0] == 0)
    server.start()
    server.kill()
