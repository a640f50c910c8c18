"""Runs a command with a PostgreSQL behind ``DATABASE_URL``.

    python -m tests.services.postgres COMMAND …

Where a server answers at ``DATABASE_URL`` it is used. Otherwise one is started
for the command, in a temporary folder and on a free port, and removed after it.
Debian's package is installed if it is missing and we may.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server() -> Iterator[str]:
    """Starts a server of our own; yields its URL. Nothing in it is to last."""
    programs = find_programs()
    if programs is None:
        install()
        programs = find_programs()
    if programs is None:
        sys.exit(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="openheritage-postgres-"))
    # initdb refuses to run as root.
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()

    def run(*command: str | Path) -> None:
        subprocess.run(
            [*as_user, *map(str, command)],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    try:
        print("Starting PostgreSQL for this run …", flush=True)
        run(
            *(programs / "initdb", "--pgdata", data, "--username", "test"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"),
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        options += " -c synchronous_commit=off -c full_page_writes=off"
        run(
            *(programs / "pg_ctl", "--pgdata", data, "--wait"),
            *("--log", folder / "log", "--options", options, "start"),
        )
        yield f"postgres://test@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [
                *as_user,
                str(programs / "pg_ctl"),
                *("--pgdata", str(data), "--mode", "immediate", "stop"),
            ],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    # So that a cancelled run stops its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    url = os.environ.get("DATABASE_URL", "")
    if answers(url):
        return subprocess.run(command, check=False).returncode
    with server() as url:
        environment = os.environ | {"DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
