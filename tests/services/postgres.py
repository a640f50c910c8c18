"""Runs a command with a PostgreSQL behind ``DATABASE_URL``.

    python -m tests.services.postgres COMMAND …

Where a server answers at ``DATABASE_URL`` it is used. Otherwise one is started
for the command, in a temporary folder and on a free port, and removed after it. It
holds the sample content, which is kept in ``build/postgres`` for the next run.
Debian's package is installed if it is missing and we may.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from . import sample
from .web import BASE_DIR, free_port

FOLDER = "openheritage-postgres-"

MISSING = (
    "The tests need PostgreSQL 15 or newer: install Debian's package postgresql "
    "(no service has to run), or name a server in DATABASE_URL."
)


def answers(url: str) -> bool:
    if not url.startswith("postgres"):
        return False
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def find_programs() -> Path | None:
    """The folder of ``initdb``, the newest version's where there are several."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    return None


def install() -> None:
    """Debian's package, without its cluster and service."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(MISSING)
    print("Installing Debian's package postgresql …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "postgresql"],
    ):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            sys.exit(MISSING)


class Cluster:
    """A server of our own in a temporary folder. Nothing in it is to last."""

    def __init__(self, programs: Path, folder: Path):
        self.programs, self.folder = programs, folder
        self.data = folder / "data"
        # initdb refuses to run as root.
        self.as_user = []
        if os.geteuid() == 0:
            self.as_user = ["runuser", "-u", "postgres", "--"]

    def run(self, program: str, *arguments: str | Path) -> None:
        command = [self.programs / program, "--pgdata", self.data, *arguments]
        subprocess.run(
            [*self.as_user, *map(str, command)],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )

    def own(self) -> None:
        if self.as_user:
            subprocess.run(["chown", "-R", "postgres", self.folder], check=True)

    def make(self) -> None:
        self.own()
        self.run(
            *("initdb", "--username", "test", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
        )

    def start(self, *, durable: bool = False) -> str:
        """Its URL. ``durable``: what is written is safe, as anywhere but in tests."""
        port = free_port()
        options = f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off"
            options += " -c full_page_writes=off"
        # Each worker of pytest has a site of its own, whose threads keep theirs.
        options += " -c max_connections=400"
        self.run(
            *("pg_ctl", "--wait", "--log", self.folder / "log"),
            *("--options", options, "start"),
        )
        return f"postgres://test@127.0.0.1:{port}/postgres"

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "--wait", "--mode", mode, "stop")

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists():
            with suppress(subprocess.CalledProcessError):
                self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """For one process at a time; without waiting it may raise BlockingIOError."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def sweep(programs: Path) -> None:
    """Ends the servers of runs that were killed, and removes their folders."""
    for lock in Path(tempfile.gettempdir()).glob(f"{FOLDER}*/lock"):
        with suppress(OSError), locked(lock, wait=False):
            Cluster(programs, lock.parent).remove()


def start_filled(cluster: Cluster) -> str:
    """Starts it with the sample content in it, which is kept for the next run.

    What is kept is copied and never started, so that no run can spoil it and two may
    run at once. What does not start is made anew.
    """
    store = Path(os.environ.get("POSTGRES_STORE", BASE_DIR / "build/postgres"))
    store.mkdir(parents=True, exist_ok=True)
    version = cluster.programs.parent.name
    with locked(store / "lock"):
        kept = store / f"{sample.name()}_{version}"
        # An older one has what migrations make.
        older = [path for path in store.glob(f"{sample.PREFIX}*") if path != kept]
        for path in (kept, *older):
            with suppress(OSError, subprocess.CalledProcessError):
                shutil.copytree(path, cluster.data)
                cluster.own()
                url = cluster.start()
                break
            shutil.rmtree(cluster.data, ignore_errors=True)
            shutil.rmtree(path, ignore_errors=True)
        else:
            cluster.make()
            url = cluster.start()
        if kept.exists() and sample.is_in(url):
            return url
        try:
            sample.ensure(url, kept=1)
        except sample.LoadError:
            # A test that needs it says why.
            return url
        cluster.stop()
        for path in (unfinished := store / "unfinished", kept, *older):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(cluster.data, unfinished)
        unfinished.rename(kept)
        return cluster.start()


@contextmanager
def server(*, filled: bool = False, durable: bool = False) -> Iterator[str]:
    """Starts a server of our own, ``filled`` with the sample, or ``durable``, for
    measuring; yields its URL."""
    programs = find_programs()
    if programs is None:
        install()
        programs = find_programs()
    if programs is None:
        sys.exit(MISSING)
    sweep(programs)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER))
    cluster = Cluster(programs, folder)
    with locked(folder / "lock"):
        try:
            if not filled:
                cluster.make()
            if filled:
                yield start_filled(cluster)
            else:
                yield cluster.start(durable=durable)
        finally:
            cluster.remove()


def main(command: list[str]) -> int:
    # So that a cancelled run stops its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    url = os.environ.get("DATABASE_URL", "")
    if answers(url):
        return subprocess.run(command, check=False).returncode
    with server(filled=True) as url:
        environment = os.environ | {"DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
