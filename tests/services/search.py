"""The search server that a run of the tests shares."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .elasticsearch import Elasticsearch
from .java import UnavailableError

VARIABLE = "ELASTICSEARCH_URL"


def must_run() -> bool:
    """Nothing may be skipped in CI."""
    return os.environ.get("CI") == "true"


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Starts one where no variable names it; yields the variable.

    Where the machine cannot run it, says so and yields none.
    """
    if VARIABLE in os.environ:
        yield {}
        return
    with ExitStack() as stack:
        node = Elasticsearch()
        found = {}
        try:
            stack.enter_context(node.started())
        except UnavailableError as error:
            if must_run():
                sys.exit(str(error))
            print(error, flush=True)
        else:
            print("Starting Elasticsearch for this run …", flush=True)
            node.wait_until_ready()
            found[VARIABLE] = node.url
        yield found
