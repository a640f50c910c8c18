"""PgBouncer before a PostgreSQL of the tests, lending sessions for a transaction."""

import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import dict_row

from .postgres import free_port

MISSING = "The tests need PgBouncer: install Debian's package pgbouncer."
# Connections to PostgreSQL, of all machines together.
SIZE = 6

FILE = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
admin_users = test
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 200
pidfile = {folder}/pgbouncer.pid
"""


class PgBouncer:
    def __init__(self, folder: Path, url: str, mode: str = "transaction") -> None:
        self.folder, self.port = folder / "pgbouncer", free_port()
        self.folder.mkdir(mode=0o755)
        parts = urlsplit(url)
        self.url = parts._replace(netloc=f"test@127.0.0.1:{self.port}").geturl()
        self.file = self.folder / "pgbouncer.ini"
        self.file.write_text(
            FILE.format(
                host=parts.hostname,
                port=parts.port,
                own=self.port,
                folder=self.folder,
                mode=mode,
                size=SIZE,
            )
        )
        (self.folder / "users.txt").write_text('"test" ""\n')
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")

    def command(self) -> list[str]:
        """It refuses to run as root."""
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        if not program:
            sys.exit(MISSING)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        return [*(as_user if os.geteuid() == 0 else []), program, str(self.file)]

    def say(self, words: str) -> list[dict]:
        """What its console answers."""
        where = urlsplit(self.url)._replace(path="/pgbouncer").geturl()
        with psycopg.connect(
            where, autocommit=True, connect_timeout=3, row_factory=dict_row
        ) as console:
            return console.execute(words).fetchall()

    def is_ready(self) -> bool:
        try:
            return bool(self.say("SHOW VERSION"))
        except psycopg.OperationalError:
            return False
