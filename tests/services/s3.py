"""A server that speaks S3 (moto's), to be asked, frozen and killed.

with S3(folder).running() as server:
    server.make("bucket")

What it holds is in its memory, and goes with it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
from botocore.config import Config

from .postgres import free_port

# Seconds that it may take to start on a busy machine.
PATIENCE = 60
# As they come: an operator percent-encodes them.
KEY, SECRET = "of+the", "site/of=ours"
ENCODED = "of%2Bthe:site%2Fof%3Dours"


def command(port: int) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "moto.server", "-p", str(port)]


def is_ready(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=2):
        return True
    return False


def client(port: int) -> Any:
    """Whoever else has a key."""
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="other",
        aws_secret_access_key="other",
        config=Config(retries={"total_max_attempts": 1}),
    )


def url(port: int, bucket: str) -> str:
    """``S3_URL``."""
    return f"s3+http://{ENCODED}@127.0.0.1:{port}/{bucket}"


class S3:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "s3.log"
        self.process: subprocess.Popen | None = None

    @property
    def client(self) -> Any:
        return client(self.port)

    def url(self, bucket: str) -> str:
        return url(self.port, bucket)

    def make(self, bucket: str) -> str:
        self.client.create_bucket(Bucket=bucket)
        return self.url(bucket)

    def names(self, bucket: str) -> set[str]:
        """What lies in it, as whoever holds it sees."""
        answer = self.client.list_objects_v2(Bucket=bucket)
        return {entry["Key"] for entry in answer.get("Contents", ())}

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command(self.port), stdout=output, stderr=output, env=os.environ
            )
        deadline = time.monotonic() + PATIENCE
        while not is_ready(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    @contextmanager
    def running(self) -> Iterator["S3"]:
        self.start()
        try:
            yield self
        finally:
            self.kill()
