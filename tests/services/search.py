"""The search servers that a run of the tests shares."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .elasticsearch import Elasticsearch
from .java import UnavailableError
from .nodes import Node
from .opensearch import OpenSearch

# Which server each variable names.
SERVERS: dict[str, type[Node]] = {
    "ELASTICSEARCH_URL": Elasticsearch,
    "OPENSEARCH_URL": OpenSearch,
}


def must_run() -> bool:
    """Nothing may be skipped in CI."""
    return os.environ.get("CI") == "true"


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Starts, side by side, the servers that no variable names; yields the variables.

    Where the machine cannot run them it says so and yields none.
    """
    wanted = {name: node() for name, node in SERVERS.items() if name not in os.environ}
    with ExitStack() as stack:
        try:
            for node in wanted.values():
                stack.enter_context(node.started())
        except UnavailableError as error:
            if must_run():
                sys.exit(str(error))
            print(error, flush=True)
            stack.close()
            wanted = {}
        if wanted:
            print("Starting the search servers for this run …", flush=True)
        for node in wanted.values():
            node.wait_until_ready()
        yield {name: node.url for name, node in wanted.items()}
