"""A Redis of one's own, to be killed, frozen, emptied and filled.

with Redis(folder).running() as redis:
    redis.freeze()
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from .postgres import free_port

MISSING = "The tests need Redis: install Debian's package redis-server."
# Seconds that it may take to start on a busy machine.
PATIENCE = 30


def program() -> str:
    found = shutil.which("redis-server")
    if not found:
        sys.exit(MISSING)
    return found


def command(folder: Path, port: int, *options: str) -> list[str]:
    """In the foreground, and nothing is kept on a disk."""
    return [
        *(program(), "--port", str(port), "--bind", "127.0.0.1"),
        *("--dir", str(folder), "--save", "", "--appendonly", "no"),
        *options,
    ]


def url(port: int) -> str:
    return f"rediscache://127.0.0.1:{port}/1"


def is_ready(port: int, **options: object) -> bool:
    with suppress(redis.RedisError, OSError):
        return redis.Redis(port=port, socket_timeout=2, **options).ping()
    return False


class Redis:
    def __init__(self, folder: Path, *options: str, password: str = "") -> None:
        self.folder, self.port = folder, free_port()
        self.options: Sequence[str] = options
        self.password = password
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return url(self.port)

    def do(self, *words: str | bytes) -> object:
        """What it answers to a command, in the database that the site uses."""
        with redis.Redis(
            port=self.port, db=1, password=self.password or None, socket_timeout=20
        ) as client:
            return client.execute_command(*words)

    def start(self) -> None:
        secret = ["--requirepass", self.password] if self.password else []
        self.process = subprocess.Popen(
            command(self.folder, self.port, *secret, *self.options),
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while not is_ready(self.port, password=self.password or None):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Redis does not start.")
            time.sleep(0.05)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def running(self) -> Iterator["Redis"]:
        self.start()
        try:
            yield self
        finally:
            self.kill()
