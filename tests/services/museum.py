"""Institutions that give pictures away: real HTTPS, with an authority of its own."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .nginx import certificates

# Those in the certificate; more may lead here.
HOSTS = (
    "museum.example",
    "images.museum.example",
    "commons.wikimedia.org",
    "upload.wikimedia.org",
)


@dataclass
class Reply:
    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # Waited for before the first byte, and after each, until the test is over.
    silent: bool = False
    dripping: bool = False


@dataclass
class Museum:
    """``shelves``: {"museum.example/manifest.json": what is there}; a picture's bytes,
    data for JSON, or a ``Reply``."""

    shelves: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    authority: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def reply(self, host: str, path: str) -> Reply:
        self.asked.append(f"{host}{path}")
        # A shelf without a query answers all.
        shelves = (f"{host}{path}", f"{host}{path.partition('?')[0]}")
        there = [self.shelves[name] for name in shelves if name in self.shelves]
        found = there[0] if there else Reply(b"nothing", "text/plain", 404)
        if isinstance(found, Callable):
            found = found()
        if isinstance(found, bytes):
            return Reply(found, "image/jpeg")
        if isinstance(found, Reply):
            return found
        return Reply(json.dumps(found).encode())

    @contextmanager
    def open(self, folder: Path) -> Iterator["Museum"]:
        authority, certificate, key = certificates(folder, *HOSTS)
        self.authority = str(authority)
        museum = self

        class Desk(BaseHTTPRequestHandler):
            timeout = 30

            def do_GET(self) -> None:
                host = self.headers["Host"].partition(":")[0]
                reply = museum.reply(host, self.path)
                if reply.silent:
                    museum.over.wait()
                    return
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    while reply.dripping and not museum.over.wait(0.05):
                        self.wfile.write(b" ")
                    self.wfile.write(reply.body)

            def log_message(self, *_args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def finish_request(self, request: Any, address: Any) -> None:
                # In its own thread, so that nobody waits for another's handshake.
                with (
                    suppress(OSError),
                    context.wrap_socket(request, server_side=True) as safe,
                ):
                    super().finish_request(safe, address)

            def handle_error(self, request: Any, address: Any) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server = Server(("127.0.0.1", 0), Desk)
        self.port = server.server_address[1]
        thread = threading.Thread(
            target=server.serve_forever, args=(0.05,), daemon=True
        )
        thread.start()
        try:
            yield self
        finally:
            self.over.set()
            server.shutdown()
            thread.join()
            server.server_close()
