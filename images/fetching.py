"""What is fetched from institutions, for a member of staff who waits for it.

Only from hosts of the list that staff keep, also where one sends us to another. Sizes,
kinds and time are limited, time for all that one request of staff asks for.
"""

import json
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as staff_
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from .models import PictureHost
from .pinned import (
    PAUSE,
    FetchError,
    PinnedConnection,
    addresses_of,
    host_of,
    target,
    too_slow,
    unreachable,
)

logger = logging.getLogger(__name__)

MOST_REDIRECTS = 3
# At once in this process: whoever waits for a slow institution holds a thread.
MOST_AT_ONCE = 3
MEGABYTE = 1024 * 1024
MOST_JSON = 8 * MEGABYTE
PIECE = 64 * 1024

JSON = ("application/json", "application/ld+json", "text/json")
PICTURES = ("image/avif", "image/gif", "image/jpeg", "image/png", "image/webp")

REDIRECTS = (301, 302, 303, 307, 308)

places = threading.BoundedSemaphore(MOST_AT_ONCE)


class TooLargeError(FetchError):
    """The file itself is the reason."""


@dataclass(frozen=True)
class Answer:
    data: bytes
    kind: str
    # Where it came from in the end.
    address: str


def is_certificate_trouble(error: BaseException | None) -> bool:
    while error:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


class Fetcher:
    """Fetches for one request of staff. Raises ``FetchError`` and nothing else."""

    def __init__(self) -> None:
        self.until = time.monotonic() + settings.PICTURE_HOSTS_SECONDS
        # Once: threads that fetch have no connection to the database.
        self.hosts = frozenset(PictureHost.objects.values_list("host", flat=True))

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def check(self, address: str) -> str:
        """The host, if it is one of the list."""
        host = host_of(address)
        if host not in self.hosts:
            raise FetchError(
                staff_(
                    "%(host)s is not in the list of hosts that pictures are fetched "
                    "from. Moderators keep it under “Settings → Hosts of pictures”."
                )
                % {"host": host[:200]}
            )
        return host

    def get(self, address: str, kinds: tuple[str, ...], most: int) -> Answer:
        for _turn in range(MOST_REDIRECTS + 1):
            host = self.check(address)
            with self.asked(host, address, kinds) as response:
                if response.status in REDIRECTS:
                    # Looked at anew: it may lead out of the list.
                    address = urljoin(address, response.headers.get("Location", ""))
                    continue
                self.check_answer(response, host, kinds)
                data = self.read(response, host, most)
                kind = kind_of(response)
            return Answer(data, kind, address)
        raise FetchError(
            staff_("%(host)s sends us from one address to another.")
            % {"host": host_of(address)}
        )

    @contextmanager
    def asked(
        self, host: str, address: str, kinds: tuple[str, ...]
    ) -> Iterator[BaseHTTPResponse]:
        connection = None
        try:
            connection = self.connected(host)
            # What pictures are made of is packed already.
            encoding = "gzip" if kinds is JSON else "identity"
            connection.request(
                "GET",
                target(address),
                headers={
                    "Accept": ", ".join(kinds),
                    "Accept-Encoding": encoding,
                    "User-Agent": f"OpenHeritage ({settings.WAGTAILADMIN_BASE_URL})",
                },
                preload_content=False,
                decode_content=True,
            )
            # It holds the connection open until it is closed itself.
            with closing(connection.getresponse()) as response:
                yield response
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise self.in_words(error, host) from error
        finally:
            if connection is not None:
                connection.end()

    def connected(self, host: str) -> PinnedConnection:
        if self.left <= 0:
            raise too_slow(host)
        addresses = one_of_each(addresses_of(host, min(PAUSE, self.left)))
        for number, address in enumerate(addresses, start=1):
            connection = PinnedConnection(host, address, max(0.1, self.left))
            try:
                connection.reach()
            except (HTTPError, OSError) as error:
                connection.end()
                if number == len(addresses) or self.left <= 0:
                    raise self.in_words(error, host) from error
            else:
                return connection
        raise unreachable(host)

    def in_words(self, error: Exception, host: str) -> FetchError:
        # Its class alone: texts hold what others sent.
        logger.info("%s gave no picture (%s).", host, type(error).__name__)
        if self.left <= 0.05 or isinstance(error, TimeoutError):
            return too_slow(host)
        if is_certificate_trouble(error):
            return FetchError(
                staff_("The certificate of %(host)s is not valid. Nothing is fetched.")
                % {"host": host}
            )
        if "Timeout" in type(error).__name__:
            return too_slow(host)
        return unreachable(host)

    def check_answer(
        self, response: BaseHTTPResponse, host: str, kinds: tuple[str, ...]
    ) -> None:
        if self.left <= 0:
            # It was cut, and its head may be a part.
            raise too_slow(host)
        status = response.status
        told = {"host": host, "status": status}
        if status in (404, 410):
            raise FetchError(
                staff_("%(host)s has nothing at this address (%(status)s).") % told
            )
        if status in (401, 402, 403, 451):
            raise FetchError(staff_("%(host)s does not give it (%(status)s).") % told)
        if status in (429, 503):
            raise FetchError(
                staff_(
                    "%(host)s has too much to do (%(status)s). Try again in a while."
                )
                % told
            )
        if status != 200:
            raise FetchError(
                staff_("%(host)s answers with an error (%(status)s).") % told
            )
        kind = kind_of(response)
        if kind in kinds:
            return
        if kinds is JSON and kind in ("text/html", "application/xhtml+xml"):
            raise FetchError(
                staff_(
                    "This is a page, and no IIIF manifest. Look there for the sign of "
                    "IIIF or for “manifest”, and copy that address."
                )
            )
        raise FetchError(
            staff_("%(host)s sends a file of another kind: %(kind)s.")
            % {"host": host, "kind": kind[:80] or "?"}
        )

    def read(self, response: BaseHTTPResponse, host: str, most: int) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > most:
            raise too_large(host, most)
        pieces, size = [], 0
        for piece in response.stream(PIECE, decode_content=True):
            size += len(piece)
            if size > most:
                raise too_large(host, most)
            if self.left <= 0:
                raise too_slow(host)
            pieces.append(piece)
        if self.left <= 0:
            # It was cut, and what came may be a part.
            raise too_slow(host)
        return b"".join(pieces)

    def json(self, address: str) -> Any:
        answer = self.get(address, JSON, MOST_JSON)
        try:
            return json.loads(answer.data)
        except (ValueError, RecursionError):
            raise FetchError(
                staff_("%(host)s sends something that cannot be read as JSON.")
                % {"host": host_of(answer.address)}
            ) from None

    def picture(self, address: str, most: int) -> bytes:
        return self.get(address, PICTURES, most).data


def one_of_each(addresses: list[str]) -> list[str]:
    """Two at the most, since each may take a pause: the first of IPv4, which all have,
    and the first of IPv6."""
    older = [address for address in addresses if ":" not in address]
    newer = [address for address in addresses if ":" in address]
    return [*older[:1], *newer[:1]]


def kind_of(response: BaseHTTPResponse) -> str:
    return response.headers.get("Content-Type", "").split(";")[0].strip().lower()


def too_large(host: str, most: int) -> TooLargeError:
    return TooLargeError(
        staff_("What %(host)s sends is larger than %(limit)s MB.")
        % {"host": host, "limit": max(1, most // MEGABYTE)}
    )


@contextmanager
def fetching() -> Iterator[Fetcher]:
    """A fetcher, if few enough are at work. Raises ``FetchError``."""
    if not places.acquire(timeout=1):
        raise FetchError(
            staff_("Others are fetching pictures just now. Try again in a moment.")
        )
    try:
        yield Fetcher()
    finally:
        places.release()
