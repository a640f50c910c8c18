"""A receiver of error reports, as Sentry and GlitchTip are: it takes envelopes.

Its protocol: https://develop.sentry.dev/sdk/data-model/envelopes/
"""

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "0123456789abcdef0123456789abcdef"
# Seconds that a report may take to come on a busy machine.
PATIENCE = 300


def items(body: bytes) -> Iterator[tuple[dict, bytes]]:
    """What is in an envelope: heads of JSON, each before as many bytes as it says."""
    head, _, rest = body.partition(b"\n")
    json.loads(head)
    while rest:
        line, _, rest = rest.partition(b"\n")
        about = json.loads(line)
        length = about.get("length", rest.find(b"\n"))
        yield about, rest[:length]
        rest = rest[length:].removeprefix(b"\n")


@dataclass
class Receiver:
    """While it ``holds``, whoever sends waits for an answer."""

    events: list[dict] = field(default_factory=list)
    # All that came, unpacked, with the heads.
    came: list[bytes] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.is_held = False
        self.waiting = 0
        self.stack = ExitStack()

    @property
    def dsn(self) -> str:
        return f"http://{KEY}@127.0.0.1:{self.port}/1"

    def take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        if path != "/api/1/envelope/" or f"sentry_key={KEY}" not in headers.get(
            "X-Sentry-Auth", ""
        ):
            self.wrong.append(path)
            return
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        with self.changed:
            self.came += [json.dumps(headers).encode(), body]
            for about, content in items(body):
                if about["type"] == "event":
                    self.events.append(json.loads(content))
                else:
                    self.wrong.append(about["type"])
            self.waiting += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: not self.is_held, PATIENCE)
            self.waiting -= 1

    def hold(self) -> None:
        self.is_held = True

    def go_on(self) -> None:
        with self.changed:
            self.is_held = False
            self.changed.notify_all()

    def wait_for(self, is_so: Callable[["Receiver"], object]) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: is_so(self), PATIENCE), self.events

    def of(self, kind: str) -> list[dict]:
        """Events whose last error is of a class."""
        return [
            event
            for event in self.events
            if event.get("exception", {"values": [{"type": ""}]})["values"][-1]["type"]
            == kind
        ]

    @contextmanager
    def away(self) -> Iterator[None]:
        """Whoever sends is cut off; it lasts until somebody has tried."""
        self.stack.close()
        with socket.create_server(("127.0.0.1", self.port)) as gone:
            yield
            gone.settimeout(PATIENCE)
            gone.accept()[0].close()
        self.stack.enter_context(self.listening())

    @contextmanager
    def running(self) -> Iterator["Receiver"]:
        with self.stack:
            self.stack.enter_context(self.listening())
            yield self

    @contextmanager
    def listening(self) -> Iterator[None]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(self.path, dict(self.headers), body)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        try:
            yield
        finally:
            self.go_on()
            server.shutdown()
            server.server_close()
            thread.join()
