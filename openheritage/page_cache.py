"""Whole answers, kept in each process in front of Django (``wsgi.py``).

A page is kept while nothing has changed that it was made of (``generations.py``).
While PostgreSQL does not tell of changes (``listening.py``), none is given out. So
there is none on SQLite: there one person works, who would wait for what they have just
changed.

A view has itself kept by what it says to all caches: ``Cache-Control: public`` for
``PUBLIC_MAX_AGE`` seconds or longer. What ends sooner is not kept.
"""

import gzip
import re
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from math import inf
from time import monotonic, perf_counter, time
from typing import Any, NamedTuple

import brotli  # type: ignore[import-untyped]  # it has no types
from django.conf import settings

from . import facts, keeping, listening, metrics, request_ids
from .generations import GROUPS, Group, Kept, Key, Room, noting

Headers = list[tuple[str, str]]
Environ = dict[str, Any]

# What the public lists are asked by. Not ``q``: what somebody types is theirs (results
# are kept by ``search/kept.py``).
QUESTIONS = frozenset(
    ("page", "kind", "sector", "country", "region", "status")
    + ("language", "comment", "sort", "topic", "time")
)
LONGEST_QUERY = 200
# Bytes of the largest.
LARGEST = 1_000_000
# Of the room for all, the part of those that were asked for with a query: no flood of
# made-up ones drives a page out.
OF_QUERIES = 0.25
# Beside its bodies, an entry has its headers.
BESIDE = 3000
# Brotli packs well and slowly: fast at first, and as well as it can, which takes as
# long as making the page, for one that many ask for.
FAST, BEST = 5, 11
MANY = 100

# A part of the header that is no coding, or whose number is none, says nothing.
CODINGS = re.compile(
    r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.ASCII
)
OPAQUE = re.compile(r'(?:W/)?("[^"]*")')
OF_BODY = {"content-length", "content-encoding", "etag"}
# What is not said again with 304, as ``ConditionalGetMiddleware`` has it.
NOT_AGAIN = OF_BODY | {
    *("content-type", "content-language", "x-frame-options", "vary"),
    keeping.FOR_CDN.lower(),
}


class Entry(Kept):
    def __init__(self, view: str, headers: Headers, body: bytes) -> None:
        named = {name.lower(): value for name, value in headers}
        self.view = view
        self.hits = 0
        self.is_packed_best = False
        self.headers = [each for each in headers if each[0].lower() not in OF_BODY]
        self.opaque = found[1] if (found := OPAQUE.match(named.get("etag", ""))) else ""
        self.is_dated = "last-modified" in named
        self.is_coded = "accept-encoding" in named.get("vary", "").lower()
        # What was packed for one (``packing.py``) is packed better for many.
        packed = named.get("content-encoding") == "gzip"
        plain = gzip.decompress(body) if packed else body
        self.size = 2 * len(plain) + BESIDE
        self.answers = {"": (plain, self.headers_of("", plain))}
        self.unchanged = [
            *(each for each in headers if each[0].lower() not in NOT_AGAIN),
            *([("ETag", self.opaque)] if self.opaque else []),
        ]

    def headers_of(self, coding: str, body: bytes) -> Headers:
        found = [*self.headers, ("Content-Length", str(len(body)))]
        if coding:
            found.append(("Content-Encoding", coding))
        if self.opaque:
            found.append(("ETag", f"W/{self.opaque}" if coding else self.opaque))
        return found

    def coded(self, coding: str) -> tuple[bytes, Headers]:
        self.hits += 1
        known = self.answers.get(coding)
        is_wanted = coding == "br" and self.hits >= MANY and not self.is_packed_best
        if known and not is_wanted:
            return known
        # Whoever asks while it is packed anew is given what there is.
        self.is_packed_best |= is_wanted
        plain = self.answers[""][0]
        if coding == "gzip":
            body = gzip.compress(plain, 6, mtime=0)
        else:
            body = brotli.compress(plain, quality=BEST if is_wanted else FAST)
        made = body, self.headers_of(coding, body)
        self.answers[coding] = made
        return made

    def answer(self, environ: Environ, start_response: Callable) -> list[bytes]:
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if known and self.opaque and (known == "*" or self.opaque in known):
            start_response("304 Not Modified", self.unchanged)
            return []
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = coding_of(accepted) if accepted and self.is_coded else ""
        body, headers = self.coded(coding)
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


ROOMS: dict[bool, Room[Entry]] = {
    False: Room(lambda: settings.PAGE_CACHE_MB * (1 - OF_QUERIES)),
    True: Room(lambda: settings.PAGE_CACHE_MB * OF_QUERIES),
}


def is_known(query: str) -> bool:
    parts = query.split("&")
    names = [part.partition("=")[0] for part in parts]
    return len(query) <= LONGEST_QUERY and QUESTIONS.issuperset(names)


@lru_cache(maxsize=256)
def codings_of(accepted: str) -> frozenset[str]:
    """Those that a browser takes, by its ``Accept-Encoding``."""
    return frozenset(
        found[1].lower()
        for part in accepted.split(",")
        if (found := CODINGS.fullmatch(part)) and (not found[2] or float(found[2]) > 0)
    )


def coding_of(accepted: str) -> str:
    taken = codings_of(accepted)
    return next((coding for coding in ("br", "gzip") if coding in taken), "")


def place_of(environ: Environ) -> Key | None:
    """The address without its query; ``None`` for what has nothing to keep."""
    get = environ.get
    path = get("PATH_INFO", "")
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or not path.endswith("/")
        or path.startswith((settings.ADMIN_PREFIX, settings.API_PREFIX))
    ):
        return None
    return (
        *(get("HTTP_HOST", ""), get("HTTP_X_FORWARDED_PROTO", "")),
        *(environ["wsgi.url_scheme"], get("SCRIPT_NAME", ""), path, get(EDGE, "")),
    )


def key_of(environ: Environ) -> Key | None:
    """``None`` for what passes by."""
    if environ.get("HTTP_COOKIE") or environ.get("HTTP_AUTHORIZATION"):
        return None
    place, query = place_of(environ), environ.get("QUERY_STRING", "")
    return (*place, query) if place and (not query or is_known(query)) else None


EDGE = "HTTP_" + keeping.EDGE_IS_THERE.upper().replace("-", "_")


def may_be_kept(status: str, headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    seconds = keeping.seconds_of(named.get("cache-control", ""))
    return (
        status.startswith(str(HTTPStatus.OK.value))
        and named.get("content-type", "").startswith("text/html")
        and seconds >= settings.PUBLIC_MAX_AGE > 0
        and named.get("vary", "Accept-Encoding").lower() == "accept-encoding"
        and named.get("content-encoding", "gzip") == "gzip"
        and "set-cookie" not in named
    )


def room_of(environ: Environ) -> Room[Entry]:
    return ROOMS[bool(environ.get("QUERY_STRING"))]


def find(environ: Environ, start_response: Callable) -> list[bytes] | None:
    """The answer, if it is kept and good."""
    if monotonic() >= facts.Told.until:
        return None
    listening.catch_up()
    began = perf_counter()
    key = key_of(environ)
    entry = room_of(environ).kept.get(key) if key else None
    if entry is None or not entry.is_good:
        return None
    if entry.is_dated and "HTTP_IF_MODIFIED_SINCE" in environ:
        return None
    said: list[str] = []

    def start(status: str, headers: Headers) -> Any:
        said.append(status)
        return start_response(status, headers)

    if not metrics.State.is_on:
        return entry.answer(environ, start_response)
    answer = entry.answer(environ, start)
    metrics.REQUESTS.add(entry.view, environ["REQUEST_METHOD"], said[0][:3])
    metrics.SECONDS.observe(perf_counter() - began, "public")
    metrics.QUERIES.observe(0, "public")
    metrics.PAGE_CACHE.add("hit")
    return answer


class Begun(NamedTuple):
    """What parts of the answer may be kept by: found in the request's ``environ``."""

    place: Key
    before: dict[Group, int]
    # A time of the clock.
    at: float


BEGUN = "openheritage.begun"

# Pages that are just being made, and how long others wait for one, in seconds.
making: dict[Key, threading.Event] = {}
PATIENCE = 2


def answer(
    site: Callable[..., Iterable[bytes]], environ: Environ, start_response: Callable
) -> Iterable[bytes]:
    """The site's, which is kept for the next if it may be.

    When a page that many read has changed, one makes it anew and the others wait,
    instead of all making it; so they do of pages alone that were kept before.
    """
    is_told = monotonic() < facts.Told.until
    if not is_told or environ["REQUEST_METHOD"] != "GET":
        return site(environ, start_response)
    facts.here.has_old, facts.here.until = False, inf
    # Whatever changes from here on, is perhaps not in it.
    before, began = {group: group.generation for group in GROUPS}, time()
    if settings.PAGE_PARTS_MB > 0 and (place := place_of(environ)):
        environ[BEGUN] = Begun(place, before, began)
    key = key_of(environ) if settings.PAGE_CACHE_MB > 0 else None
    if key is None:
        return site(environ, start_response)
    own = threading.Event()
    others = making.setdefault(key, own)
    if others is not own and key in room_of(environ).kept:
        others.wait(PATIENCE)
        found = find(environ, start_response)
        if found is not None:
            return found
    try:
        return make(site, key, (before, began), environ, start_response)
    finally:
        if others is own:
            making.pop(key, None)
        own.set()


def make(
    site: Callable[..., Iterable[bytes]],
    key: Key,
    since: tuple[dict[Group, int], float],
    environ: Environ,
    start_response: Callable,
) -> Iterable[bytes]:
    # Whoever is asked only for what has changed says nothing that could be kept.
    conditions = {
        name: environ.pop(name)
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
        if name in environ
    }
    said: list[tuple[str, Headers]] = []
    with noting() as tables:
        made: Any = site(environ, lambda *start: said.append(start))
    ((status, headers),) = said
    environ.update(conditions)
    if getattr(made, "streaming", True) or not may_be_kept(status, headers):
        start_response(status, headers)
        return made
    work = environ.get(request_ids.KEY)
    entry = Entry(work.name if work else "none", headers, made.content)
    if entry.size < LARGEST and entry.hold(tables, *since):
        room_of(environ).put(key, entry)
        metrics.PAGE_CACHE.add("kept")
    made.close()
    return entry.answer(environ, start_response)
