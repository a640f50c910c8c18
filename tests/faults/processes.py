"""Programs that are started, killed, frozen and thawed, each with all its children."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.services.postgres import Cluster, answers, free_port
from tests.services.web import BASE_DIR, PATIENCE


def wait_until(is_so: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Looks again and again; whoever does not answer, or no sense, says no."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, ValueError, psycopg.OperationalError):
            if is_so():
                return
        time.sleep(0.05)
    raise AssertionError(f"Not so within {seconds} seconds.")


def parents() -> dict[int, int]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                found[int(path.parent.name)] = int(fields[1])
    return found


def family(pid: int) -> list[int]:
    """A process and all that descend from it, the oldest first."""
    known = parents()
    found = [pid] if pid in known else []
    for member in found:
        found += [child for child, parent in known.items() if parent == member]
    return found


def tell(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


class Program:
    """One that stays in the foreground, in a process group of its own."""

    # What asks it to end after the work it has begun.
    ENDS = signal.SIGTERM
    # Where it is started: the folder of its code.
    folder: Path = BASE_DIR
    # Open files that it gets, beside the usual three.
    descriptors: tuple[int, ...] = ()
    is_ready: Callable[[], object] = staticmethod(lambda: True)

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], log: Path
    ):
        self.command, self.environment, self.log = command, environment, log
        self.process: subprocess.Popen | None = None

    def start(self, *, wait: bool = True, **variables: str) -> None:
        """Appends to its log; ``variables`` are for this start alone."""
        assert not self.is_running, f"{self.command} runs already"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in self.command],
                cwd=self.folder,
                env={**self.environment, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.descriptors,
            )
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        def is_so() -> object:
            if not self.is_running:
                text = self.log.read_text(errors="replace")[-5000:]
                raise AssertionError(f"{self.command} ended by itself:\n{text}")
            return self.is_ready()

        wait_until(is_so)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pids(self) -> list[int]:
        return family(self.process.pid) if self.is_running else []

    def tell(self, number: int) -> None:
        """Sends a signal to the first process alone."""
        self.process.send_signal(number)

    def freeze(self) -> None:
        # The oldest first, so that it makes no new ones meanwhile.
        tell(self.pids, signal.SIGSTOP)
        tell(self.pids, signal.SIGSTOP)

    def thaw(self) -> None:
        tell(reversed(self.pids), signal.SIGCONT)

    def kill(self) -> None:
        """All of it, at once, without a chance to tidy up."""
        for _round in range(2):
            tell(self.pids, signal.SIGKILL)
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self, seconds: float = PATIENCE) -> float:
        """Asks it to end; how long it took. Raises TimeoutExpired."""
        began = time.monotonic()
        if self.is_running:
            self.thaw()
            self.tell(self.ENDS)
            self.process.wait(seconds)
        return time.monotonic() - began


class Database(Cluster):
    """A PostgreSQL that is started again at the same address, and keeps what it has
    committed when it is killed (not when the machine is)."""

    def __init__(self, programs: Path, folder: Path):
        super().__init__(programs, folder)
        self.port = free_port()
        self.log = folder / "log"
        self.options: list[str] = []
        self.process: subprocess.Popen | None = None

    def start(self, *, wait: bool = True, **_variables: str) -> str:
        # Not by pg_ctl: where nobody waits for the orphan that is killed, its number
        # stays taken, and the next one does not start.
        assert not self.is_running
        command = [self.programs / "postgres", "-D", self.data, "-p", self.port]
        command += ["-k", self.folder]
        settings = ("listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off")
        for setting in (*settings, *self.options):
            command += ["-c", setting]
        who = {}
        if self.as_user:
            who = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **who,
            )
        url = f"postgres://test@127.0.0.1:{self.port}/postgres"
        if wait:
            wait_until(lambda: answers(url) or not self.is_running)
            if not self.is_running:
                # As when the folder is of another version: an error of the program.
                raise subprocess.CalledProcessError(self.process.returncode, command)
        return url

    def stop(self, mode: str = "fast") -> None:
        if self.is_running:
            self.thaw()
            self.tell(signal.SIGQUIT if mode == "immediate" else signal.SIGINT)
            self.process.wait(PATIENCE)

    is_running, pids = Program.is_running, Program.pids
    tell, freeze, thaw = Program.tell, Program.freeze, Program.thaw

    def kill(self) -> None:
        """As the kernel does when memory ends: no checkpoint, nothing tidied."""
        killed = self.pids
        tell(killed, signal.SIGKILL)
        if self.process:
            self.process.wait()
        wait_until(lambda: not {*killed} & {*parents()})

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
