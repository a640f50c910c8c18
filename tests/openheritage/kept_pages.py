"""A process of the site with what it keeps in front of Django, to be asked in tests."""

import gzip
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection

from openheritage import facts, parts, telling
from openheritage.page_cache import ROOMS, answer, find
from search import kept


class Answer(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        coding = self.headers.get("Content-Encoding", "")
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding, bytes)
        return unpack(self.body).decode()

    @property
    def said(self) -> dict[str, str]:
        """What is said of the page, however it is packed."""
        apart = ("Content-Length", "Content-Encoding")
        said = {name: text for name, text in self.headers.items() if name not in apart}
        if "ETag" in said:
            said["ETag"] = said["ETag"].removeprefix("W/")
        return said


def environ_of(path: str, **headers: str) -> dict:
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    } | headers


@contextmanager
def connected():
    """The test's connection is not the request's to close. Django's own client connects
    again what it has disconnected."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def answer_of(application, environ: dict) -> Answer | None:
    said: list = []
    with connected():
        parts = application(environ, lambda *start: said.append(start))
        parts = parts if parts is None else [*parts]
    if parts is None:
        return None
    ((status, headers),) = said
    return Answer(status, dict(headers), b"".join(parts))


class Site:
    """A process of the site: ``made`` counts what came to Django."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.made = 0

    def uncached(self, path: str, **headers: str) -> Answer:
        return answer_of(self.django, environ_of(path, **headers))

    def ask(self, path: str, **headers: str) -> Answer:
        if found := answer_of(find, environ_of(path, **headers)):
            return found
        self.made += 1
        return answer_of(
            lambda environ, start: answer(self.django, environ, start),
            environ_of(path, **headers),
        )


@pytest.fixture
def site(settings, monkeypatch):
    """One that PostgreSQL tells of changes."""
    settings.PAGE_CACHE_MB, settings.PAGE_PARTS_MB = 64, 16
    with connection.cursor() as cursor:
        cursor.execute(telling.TOLD, [telling.NAME])
        told = frozenset(row[0] for row in cursor.fetchall())
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    monkeypatch.setattr(facts.Told, "tables", told)
    yield Site()
    own = (parts.ROOM, parts.ROOM_OF_QUERIES, kept.ROOM)
    for room in (*ROOMS.values(), *own):
        room.clear()
