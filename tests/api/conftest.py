from collections.abc import Callable, Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from api.throttling import buckets


@pytest.fixture(autouse=True)
def full_buckets() -> Iterator[None]:
    """Whatever was asked before, and by whom."""
    buckets.forget()
    yield
    buckets.forget()


@pytest.fixture
def kept_connection(db) -> Iterator[None]:
    """Whole requests to the site leave the connection of the test open, as those of
    Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def read(client) -> Callable[..., dict]:
    """What an address of version 1 answers."""

    def read(path: str = "", **query: object) -> dict:
        response = client.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, response.text
        return response.json()

    return read


@pytest.fixture
def read_all(client, read) -> Callable[..., list[dict]]:
    """All records of a list, page by page, as its answers lead on."""

    def read_all(path: str, **query: object) -> list[dict]:
        answer = read(path, **query)
        found = [*answer["items"]]
        while following := answer["next"]:
            answer = client.get(following.removeprefix("http://localhost")).json()
            found += answer["items"]
        return found

    return read_all
