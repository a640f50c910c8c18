"""Runs a command with PostgreSQL and Elasticsearch.

    python -m tests.services COMMAND …

They are named in ``DATABASE_URL`` and ``ELASTICSEARCH_URL``. What the environment
names already is used; the others are started for the command and end with it.
``python -m tests.services.postgres`` starts the first alone.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from . import postgres, search


def main(command: list[str]) -> int:
    # So that a cancelled run stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        environment = dict(os.environ)
        if not postgres.answers(environment.get("DATABASE_URL", "")):
            environment["DATABASE_URL"] = stack.enter_context(
                postgres.server(filled=True)
            )
        environment |= stack.enter_context(search.server())
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
