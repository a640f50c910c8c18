"""Runs a command with PostgreSQL and Elasticsearch.

    python -m tests.services [--beside OTHER] COMMAND …

They are named in ``DATABASE_URL`` and ``ELASTICSEARCH_URL``. What the environment
names already is used; the others are started for the command and end with it, a search
server only if it runs tests that ask it. The other command runs while they start; if it
fails, COMMAND is not run.
``python -m tests.services.postgres`` starts the first alone.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from . import postgres, search
from .web import BASE_DIR

TESTS = BASE_DIR / "tests"


def asks_search_servers(command: list[str]) -> bool:
    """Not if it leaves out the proofs, or all the tests that it names are elsewhere."""
    if any("not proof" in word for word in command):
        return False
    named = [(BASE_DIR / word.partition("::")[0]).resolve() for word in command[1:]]
    tests = [path for path in named if path.exists() and path.is_relative_to(TESTS)]
    search_tests = TESTS / "search"
    return not tests or any(
        search_tests.is_relative_to(path) or path.is_relative_to(search_tests)
        for path in tests
    )


def main(command: list[str]) -> int:
    beside = None
    if command[:1] == ["--beside"]:
        beside, command = command[1], command[2:]
    # So that a cancelled run stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        environment = dict(os.environ)
        other = subprocess.Popen(shlex.split(beside)) if beside else None
        database = None
        if not postgres.answers(environment.get("DATABASE_URL", "")):
            database = pool.submit(stack.enter_context, postgres.server(filled=True))
        # A search server ends with the thread that starts it.
        with ExitStack() as servers:
            if asks_search_servers(command):
                environment |= servers.enter_context(search.server())
            if database:
                environment["DATABASE_URL"] = database.result()
            if other and other.wait():
                return other.returncode
            ready = time.monotonic()
            done = subprocess.run(command, env=environment, check=False)
    if beside:
        print(
            f"Starting the servers, and {beside} beside it, took "
            f"{ready - started:.0f} seconds, the tests {time.monotonic() - ready:.0f}."
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
