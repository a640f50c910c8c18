"""Starts the site as a process of its own and stops it again."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Seconds that a server may take on a busy machine before it answers.
PATIENCE = 60


@contextmanager
def serving(
    command: Sequence[str], address: str, environment: Mapping[str, str], log: Path
) -> Iterator[str]:
    """Runs a server; yields ``address`` once it answers there."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_live(server, address, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_live(server: subprocess.Popen, address: str, log: Path) -> None:
    for _attempt in range(PATIENCE * 10):
        with suppress(OSError), urlopen(f"{address}/health/live/", timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.1)
            raise RuntimeError(f"The server ended by itself:\n{log.read_text()}")
    raise RuntimeError(f"No answer after {PATIENCE} seconds:\n{log.read_text()}")
