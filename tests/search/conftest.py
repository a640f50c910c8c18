"""A real search server, shared by the run; and one of one's own, to be hurt.

A test on the shared server gives its indexes names of its own: two workers use it.
"""

import os
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from search import backends
from search.backends.breaker import Breaker
from search.models import Change, Entry
from tests.services.elasticsearch import Elasticsearch
from tests.services.java import MISSING, UnavailableError
from tests.services.search import must_run

from .entries import make_entry


def give_up(reason: str) -> None:
    if must_run():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    if not os.environ.get("ELASTICSEARCH_URL"):
        give_up(f"{MISSING} `make test` and `python -m tests.services` start it.")
    return os.environ["ELASTICSEARCH_URL"].rstrip("/")


@pytest.fixture(scope="module")
def own_elasticsearch(elasticsearch_url) -> Iterator[Elasticsearch]:
    """To freeze, kill and restart. It takes a while to start: one file has it."""
    try:
        with Elasticsearch().running() as node:
            yield node
    except UnavailableError as error:
        give_up(str(error))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks a real search server is a proof: it takes a minute to start one."""
    for item in items:
        if "elasticsearch_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.proof)


def forget_servers() -> None:
    backends.connect.cache_clear()
    backends.with_breaker.cache_clear()


@pytest.fixture
def use_search_url(db, settings) -> Iterator[Callable[[str], Breaker]]:
    """Lets the settings name a server; the process forgets it afterwards."""

    def use(address: str) -> Breaker:
        settings.SEARCH_URL = f"elasticsearch+{address}"
        assert settings.SEARCH_URL_FORM.fullmatch(settings.SEARCH_URL)
        forget_servers()
        return backends.get()

    yield use
    forget_servers()


def fresh_address(url: str) -> Iterator[str]:
    """Under a name of its own and without index."""
    address = f"{url}/tests-{uuid4().hex[:12]}"
    yield address
    engine = backends.connect(f"elasticsearch+{address}")
    engine.remove(engine.indexes())
    forget_servers()


@pytest.fixture
def address(elasticsearch_url) -> Iterator[str]:
    yield from fresh_address(elasticsearch_url)


@pytest.fixture
def server(address, settings, use_search_url) -> Breaker:
    """The backend of the shared server."""
    # A busy machine is no reason to be answered by the database.
    settings.SEARCH_TIMEOUT = 30
    return use_search_url(address)


@pytest.fixture
def few(db) -> list[Entry]:
    """A handful of entries instead of the sample's."""
    Change.objects.all().delete()
    Entry.objects.all().delete()
    return [make_entry(f"Xylophone {number}") for number in range(5)]


@pytest.fixture
def own_server(own_elasticsearch) -> Iterator[Elasticsearch]:
    """A server to be hurt."""
    yield own_elasticsearch
    own_elasticsearch.thaw()
