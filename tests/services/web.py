"""Starts the site as a process of its own and stops it again."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Seconds that a server may take on a busy machine before it answers.
PATIENCE = 60

# What makes the server take up new code without a failed request.
RELOAD = signal.SIGHUP


def command(port: int, workers: int = 2) -> list[str]:
    """The web server, as docs/operations.md says to start it."""
    return [
        *(sys.executable, "-m", "openheritage.server"),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers)),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def site(
    environment: Mapping[str, str], log: Path, *, workers: int = 2
) -> Iterator[str]:
    """Runs the site as in production; yields its address once it answers there.

    What the server notes of itself lies beside ``log``. The catalogues are those that
    are compiled here.
    """
    port = free_port()
    if "VAR_DIR" not in environment:
        environment = {**environment, "VAR_DIR": str(log.parent)}
        with suppress(FileExistsError):
            (log.parent / "locale").symlink_to(BASE_DIR / "var/locale")
    address = f"http://127.0.0.1:{port}"
    with serving(command(port, workers), address, environment, log):
        yield address


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
