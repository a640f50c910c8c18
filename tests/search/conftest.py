"""Real search servers, shared by the run; and some of one's own, to be hurt.

A test on a shared server gives its indexes names of its own: two workers use it.
"""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from search import backends
from search.backends import choice
from search.backends.breaker import Breaker
from tests.services.elasticsearch import Elasticsearch
from tests.services.java import MISSING, UnavailableError
from tests.services.nodes import Node
from tests.services.opensearch import OpenSearch
from tests.services.search import must_run


def give_up(reason: str) -> None:
    if must_run():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def named_by(variable: str) -> str:
    if not os.environ.get(variable):
        give_up(f"{MISSING} `make test` and `python -m tests.services` start them.")
    return os.environ[variable].rstrip("/")


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    return named_by("ELASTICSEARCH_URL")


@pytest.fixture(scope="session")
def opensearch_url() -> str:
    return named_by("OPENSEARCH_URL")


def private(kind: type[Node]) -> Iterator[Node]:
    try:
        with kind().running() as node:
            yield node
    except UnavailableError as error:
        give_up(str(error))


@pytest.fixture(scope="module")
def own_elasticsearch(elasticsearch_url) -> Iterator[Node]:
    """For this file alone, to freeze, kill and restart; leave it answering."""
    yield from private(Elasticsearch)


@pytest.fixture(scope="module")
def own_opensearch(opensearch_url) -> Iterator[Node]:
    """For this file alone, to freeze, kill and restart; leave it answering."""
    yield from private(OpenSearch)


@pytest.fixture(params=["elasticsearch", "opensearch"])
def engine_name(request) -> str:
    return request.param


@pytest.fixture
def use_search_url(db, settings):
    """Lets the settings name a server; the process forgets it afterwards."""

    def use(address: str) -> Breaker:
        settings.SEARCH_URL = address
        assert settings.SEARCH_URL_FORM.fullmatch(address)
        choice.server.cache_clear()
        return backends.get()

    yield use
    choice.server.cache_clear()


@pytest.fixture
def server(engine_name, request, settings, use_search_url) -> Iterator[Breaker]:
    """The backend of a shared server, under a name of its own and without index."""
    # A busy machine is no reason to be answered by the database.
    settings.SEARCH_TIMEOUT = 30
    url = request.getfixturevalue(f"{engine_name}_url")
    backend = use_search_url(f"{engine_name}+{url}/tests-{uuid4().hex[:12]}")
    yield backend
    backend.engine.remove(backend.engine.indexes())


@pytest.fixture
def own_server(engine_name, request) -> Iterator[Node]:
    """A server to be hurt."""
    node = request.getfixturevalue(f"own_{engine_name}")
    yield node
    node.thaw()
