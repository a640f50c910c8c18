"""Real search servers, shared by the run; and some of one's own, to be hurt.

A test on a shared server gives its indexes names of its own: two workers use it.
"""

import os
from collections.abc import Iterator

import pytest

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
