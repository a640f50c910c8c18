"""A server that speaks LibreTranslate's protocol, and DeepL's, over HTTP.

It translates into French by a table, else by writing each word in capitals, and
misbehaves when it is told to.
"""

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qs

KEY = "a-key"
TAGS = re.compile(r"(<[^>]+>|&\w+;)")
PAGE = b"<!doctype html><html><body><h1>502 Bad gateway</h1></body></html>"


def translated(text: str) -> str:
    """Words in capitals, marks as they were."""
    return "".join(
        part if number % 2 else part.upper()
        for number, part in enumerate(TAGS.split(text))
    )


@dataclass
class TranslationServer:
    url: str = ""
    languages: list[str] = field(
        default_factory=lambda: ["en", "fr", "ar", "pt", "pt-BR", "zh-Hans", "zh-Hant"]
    )
    # What was asked, as it came.
    asked: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    # An HTTP status to answer with, and seconds to think.
    status: int = 200
    seconds: float = 0
    # Bytes to answer with, whatever was asked.
    garbage: bytes | None = None
    # What becomes of each sentence.
    change: object = staticmethod(translated)

    @property
    def sentences(self) -> list[str]:
        return [text for asked in self.asked for text in asked["q"]]


def handler_of(server: TranslationServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def answer(self, status: int, body: object) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            # Nobody waits for it any more.
            with contextlib.suppress(OSError):
                self.wfile.write(content)

        def do_GET(self) -> None:
            if self.path == "/languages":
                known = [
                    {"code": code, "name": code, "targets": server.languages}
                    for code in server.languages
                ]
                self.answer(200, known)
            else:
                self.answer(404, {"error": "Not found"})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sleep(server.seconds)
            if server.status != 200:
                self.answer(server.status, {"error": "No"})
            elif server.garbage is not None:
                self.answer(200, server.garbage)
            elif self.path == "/translate":
                self.libretranslate(json.loads(content))
            elif self.path == "/v2/translate":
                self.deepl(parse_qs(content))
            else:
                self.answer(404, {"error": "Not found"})

        def libretranslate(self, asked: dict) -> None:
            server.asked.append(asked)
            if asked.get("api_key") != KEY:
                self.answer(403, {"error": "Invalid API key"})
            elif asked.get("target") not in server.languages:
                self.answer(400, {"error": f"{asked.get('target')} is not supported"})
            else:
                self.answer(
                    200,
                    {"translatedText": [server.change(text) for text in asked["q"]]},
                )

        def deepl(self, asked: dict) -> None:
            server.asked.append({"q": asked["text"], "target": asked["target_lang"][0]})
            if self.headers["Authorization"] != f"DeepL-Auth-Key {KEY}":
                self.answer(403, {"message": "Forbidden"})
            else:
                texts = [{"text": server.change(text)} for text in asked["text"]]
                self.answer(200, {"translations": texts})

    return Handler


@contextmanager
def serving() -> Iterator[TranslationServer]:
    server = TranslationServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(server))
    server.url = f"http://127.0.0.1:{http.server_port}"
    # Asked often whether to end, since each test starts one.
    thread = threading.Thread(target=http.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
