"""A search server in a process of its own, which tests may freeze and kill."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from .java import BUILD, java
from .postgres import free_port

# Seconds that a server may take on a busy machine before it answers.
PATIENCE = 120

JAVA_OPTIONS = (
    *("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    # What this Java knows of languages, then what the jars add.
    "-Djava.locale.providers=CLDR,SPI",
    *("--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"),
)


class Node:
    """A server with fresh data, on a free port of its own.

    Start it in the main thread: on Linux the server ends with the thread that
    started it, so that none outlives a run that was killed.
    """

    name = ""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def assemble(self) -> Path:
        """The folder of what every node needs, made at the first call."""
        raise NotImplementedError

    def command(self, home: Path, data: Path) -> list[str | Path]:
        """What follows ``java`` and its options."""
        raise NotImplementedError

    def settings(self) -> list[str]:
        return [
            "cluster.name=tests",
            "node.name=node-1",
            "discovery.type=single-node",
            "http.host=127.0.0.1",
            f"http.port={self.port}",
            "transport.host=127.0.0.1",
            "transport.port=0",
            # A nearly full disk is no reason to refuse a test's documents.
            "cluster.routing.allocation.disk.threshold_enabled=false",
        ]

    @contextmanager
    def running(self) -> Iterator["Node"]:
        """Yields once the server answers."""
        with self.started():
            self.wait_until_ready()
            yield self

    @contextmanager
    def started(self) -> Iterator["Node"]:
        self.home = self.assemble()
        self.data = Path(tempfile.mkdtemp(prefix="run-", dir=self.home))
        self.log = self.data / "log"
        try:
            self.start()
            yield self
        finally:
            self.kill()
            # The log of the last server that ended stays.
            self.log.replace(BUILD / f"{self.name}.log")
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self) -> None:
        with_parent = ["setpriv", "--pdeathsig", "SIGKILL"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *(with_parent if shutil.which("setpriv") else []),
                    *(java(), *JAVA_OPTIONS),
                    *self.command(self.home, self.data),
                ],
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the run, which then ends its servers.
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        for _attempt in range(PATIENCE * 10):
            with suppress(OSError), urlopen(address, timeout=5):
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.1)
                raise RuntimeError(f"{self.name} ended by itself:\n{self.tail()}")
        raise RuntimeError(f"{self.name} did not answer:\n{self.tail()}")

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def freeze(self) -> None:
        """It keeps its port and its connections, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        # A busy machine takes a moment to stop all of its threads.
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(
            stat.read_text().rpartition(")")[2].split()[0] != "T"
            for stat in tasks.glob("*/stat")
        ):
            time.sleep(0.01)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Kills it and starts it on the same port, with the data it had."""
        self.kill()
        self.start()
        self.wait_until_ready()
