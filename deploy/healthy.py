"""Asks the web server of this machine how it is, and ends with 1 if it is not well.

    python3 -IS deploy/healthy.py           whether it answers
    python3 -IS deploy/healthy.py worker    whether a worker was seen of late

Every few seconds, so it loads neither the site nor Django. ``WEB_BIND`` says where.
"""

import json
import os
import socket
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 5


class Unix(HTTPConnection):
    """Over a socket with a path; ``host`` is that path."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self.host)


def connection() -> HTTPConnection:
    bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
    if bind.startswith("unix:"):
        return Unix(bind.removeprefix("unix:"), timeout=SECONDS)
    return HTTPConnection(bind, timeout=SECONDS)


def ask(path: str) -> tuple[int, bytes]:
    asking = connection()
    asking.request("GET", path, headers={"Host": "localhost"})
    answer = asking.getresponse()
    return answer.status, answer.read()


def look(what: str) -> str:
    """What is wrong, in a word; nothing if all is well."""
    path = "/health/ready/" if what == "worker" else "/health/live/"
    try:
        status, body = ask(path)
    except (OSError, HTTPException) as error:
        return f"The web server does not answer ({type(error).__name__})."
    if status != 200:
        return f"{path} answers {status}."
    if what == "worker" and (said := json.loads(body).get("worker")) != "ok":
        return f"The worker was {said}."
    return ""


if __name__ == "__main__":
    sys.exit(look("".join(sys.argv[1:])) or None)
