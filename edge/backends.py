"""The back door of our nginx, in the form that Wagtail gives to what keeps copies."""

from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit, urlunsplit

from wagtail.contrib.frontend_cache.backends import BaseBackend

# Seconds that it may take to answer: it stands beside us.
TIMEOUT = 5


class DoorError(Exception):
    """It does not answer, or not as it should."""


class Door(BaseBackend):
    """As ``HTTPBackend``, but over one connection, with a time-out, and loud: what it
    could not be told must be told again."""

    def __init__(self, params: dict) -> None:
        super().__init__(params)
        self.address = urlsplit(params["LOCATION"])

    def connect(self) -> HTTPConnection:
        is_plain = self.address.scheme == "http"
        kind = HTTPConnection if is_plain else HTTPSConnection
        return kind(self.address.hostname or "", self.address.port, timeout=TIMEOUT)

    def ask(self, connection: HTTPConnection, method: str, url: str) -> tuple[int, str]:
        """The status, and what the edge says of its copy (``X-Cache``)."""
        parts = urlsplit(url)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        try:
            connection.request(method, path, headers={"Host": parts.netloc})
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise DoorError(f"{type(error).__name__} at the edge") from error
        return response.status, response.headers.get("X-Cache", "")

    def purge_batch(self, urls: Iterable[str]) -> None:
        connection = self.connect()
        for url in urls:
            status, _kept = self.ask(connection, "PURGE", url)
            # 404 and 412: nothing was kept there.
            if status >= 300 and status not in (404, 412):
                raise DoorError(f"the edge answers PURGE with {status}")
        connection.close()

    def purge(self, url: str) -> None:
        self.purge_batch([url])
