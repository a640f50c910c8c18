"""A process beside the site in which code is run, one piece after the other.

It starts once: Django takes seconds to begin, and most pieces none.
"""

import json
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO

from .web import BASE_DIR


class Deeds:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def run(self, code: str) -> str:
        """What it prints. Raises ``AssertionError`` with its traceback if it fails."""
        tell, hear = self.process.stdin, self.process.stdout
        assert tell
        assert hear
        print(json.dumps(code), file=tell, flush=True)
        answer = json.loads(hear.readline())
        assert not answer["error"], answer["error"]
        return answer["printed"].strip()


@contextmanager
def beside(environment: Mapping[str, str]) -> Iterator[Deeds]:
    command = [sys.executable, "-m", __name__]
    process = subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Deeds(process)
        finally:
            process.kill()


def do(code: str) -> dict[str, str]:
    from django.db import close_old_connections

    from openheritage import facts

    # As a process that has just begun.
    facts.forget_all()
    close_old_connections()
    printed, error = StringIO(), ""
    with redirect_stdout(printed):
        try:
            exec(code, {})  # noqa: S102 - this is what it is for
        except Exception:  # noqa: BLE001 - whatever it is, the test tells it
            error = traceback.format_exc()
    return {"printed": printed.getvalue(), "error": error}


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
