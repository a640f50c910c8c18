"""Fills the edge with copies of what readers may ask for."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import create_connection
from ssl import SSLContext, create_default_context
from threading import local
from urllib.parse import urlsplit

from django.conf import settings

from . import addresses
from .purging import pause, waiting

logger = logging.getLogger(__name__)

TIMEOUT = 60
# At a time: the worker has other things to do.
STEP = 8
AGENT = "openheritage-warm"


@dataclass
class Edge:
    """How the server in front is reached: by its public address, or by the back door.

    ``connect_to`` is where it really is, for hosts that DNS does not know (yet).
    """

    base: str
    connect_to: str = ""
    ca: str = ""
    door: str = ""
    own: local = field(default_factory=local)

    def context(self) -> SSLContext:
        return create_default_context(cafile=self.ca or None)

    def connection(self) -> HTTPConnection:
        if self.door:
            door = urlsplit(self.door)
            return HTTPConnection(door.hostname or "", door.port, timeout=TIMEOUT)
        parts = urlsplit(self.base)
        host, port = parts.hostname or "", parts.port or 443
        connection = HTTPSConnection(
            host, port, timeout=TIMEOUT, context=self.context()
        )
        if self.connect_to:
            there, _colon, at = self.connect_to.rpartition(":")
            target = (there or at, int(at) if there else port)
            # The name stays the one in the certificate.
            vars(connection)["_create_connection"] = lambda _address, *rest: (
                create_connection(target, *rest)
            )
        return connection

    def fetch(self, path: str) -> tuple[int, str, bytes]:
        """Status, what the edge says of its copy, and the body; status 0 if nothing
        came. Each thread keeps its connection."""
        for _attempt in range(2):
            connection = getattr(self.own, "connection", None)
            is_new = connection is None
            if connection is None:
                connection = self.own.connection = self.connection()
            headers = {
                "Host": urlsplit(self.base).netloc,
                "Accept-Encoding": "gzip",
                "User-Agent": AGENT,
            }
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException):
                connection.close()
                self.own.connection = None
                # A connection that was kept may have been closed meanwhile.
                if is_new:
                    break
            else:
                return response.status, response.headers.get("X-Cache", ""), body
        return 0, "", b""


def ours() -> Edge | None:
    """The edge as the settings name it."""
    for backend in settings.WAGTAILFRONTENDCACHE.values():
        if backend["BACKEND"] == "edge.backends.Door":
            return Edge(settings.WAGTAILADMIN_BASE_URL, door=backend["LOCATION"])
    return None


def outcome(status: int, kept: str) -> str:
    if status != 200:
        return "failed" if status in (0, 429) or status >= 500 else "refused"
    if kept in ("HIT", "UPDATING", "STALE"):
        return "hit"
    return "miss" if kept else "not kept"


def fill(
    edge: Edge, paths: Iterable[str], *, parallel: int = 4
) -> Iterator[tuple[str, str, int]]:
    """Fetches all; yields path, outcome and status as they come."""

    def fetch(path: str) -> tuple[str, str, int]:
        status, kept, _body = edge.fetch(path)
        return path, outcome(status, kept), status

    with ThreadPoolExecutor(parallel) as pool:
        yield from pool.map(fetch, paths)


def begin() -> None:
    """All that the sitemap names, in the steps of the worker."""
    if ours():
        known = {*waiting}
        waiting.extend(path for path in addresses.of_sitemap() if path not in known)


def refill() -> int:
    """One step of what waits; how many it fetched."""
    edge = ours()
    if edge is None:
        waiting.clear()
    if edge is None or not waiting or time.monotonic() < pause[0]:
        return 0
    paths = [waiting.popleft() for _number in range(min(STEP, len(waiting)))]
    counted = Counter(found for _path, found, _status in fill(edge, paths, parallel=2))
    if counted["failed"]:
        # The application is busy or gone: whoever asks next fetches the rest.
        logger.warning("The edge could not be filled; %s pages left.", len(waiting))
        waiting.clear()
        return 0
    return len(paths)
