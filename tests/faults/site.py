"""The site as in production, to break things on purpose.

    with running(nginx=True) as site:
        site.kill("worker")

Its parts have names: ``database``, ``mail``, ``redis``, ``web``, ``worker``, ``nginx``.
Each has a log, ports of its own, and ends with the site. The content is the sample, in
a PostgreSQL of its own; the public address is https://example.org.
"""

import fcntl
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg

from tests.services import postgres, sample, web
from tests.services.postgres import free_port
from tests.services.smtp import Delivery, MailServer
from tests.services.web import BASE_DIR

from .processes import Database, Program, wait_until

HOST = "example.org"
PROGRAM = Path(sys.executable)
# What nginx shows in tests is signed by nobody.
UNPROVEN = ssl.create_default_context()
UNPROVEN.check_hostname = False
UNPROVEN.verify_mode = ssl.CERT_NONE


@dataclass
class Answer:
    """What came back; status 0 when nothing did, and then ``error`` says why."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    error: str = ""


class Post:
    """The mail server of the test, which stops and comes back at its port."""

    def __init__(self) -> None:
        self.server = MailServer()
        self.stack: ExitStack | None = None

    @property
    def is_running(self) -> bool:
        return self.stack is not None

    def start(self, **_variables: str) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(self.server.running())

    def stop(self) -> None:
        if self.stack:
            self.server.release()
            self.stack.close()
            self.stack = None

    kill = stop


class Site:
    def __init__(self, folder: Path, database: Database, **variables: str) -> None:
        self.folder, self.database = folder, database
        self.var = folder / "var"
        self.media = self.var / "media"
        self.parts: dict = {"database": database, "mail": Post()}
        self.database_url = ""
        self.url = f"http://127.0.0.1:{free_port()}"
        self.others: list[str] = []
        # Where visitors knock, when nginx stands in front.
        self.edge_url = ""
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.production",
            "SECRET_KEY": "only-for-tests-" * 5,
            "BASE_URL": f"https://{HOST}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "DNS_RESOLVER": "",
            "TRUSTED_PROXIES": "1",
            "VAR_DIR": str(self.var),
            "HOME": str(folder),
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.pop("SEARCH_URL", None)
        self.environment |= variables

    # Its parts -------------------------------------------------------------------

    @property
    def mail(self) -> MailServer:
        return self.parts["mail"].server

    def add(self, name: str, command: Sequence[str | Path], is_ready) -> Program:
        log = self.folder / f"{name}.log"
        program = self.parts[name] = Program(command, self.environment, log)
        program.is_ready = is_ready
        return program

    def start(self, name: str, **options) -> None:
        """Starts it and waits until it is ready, unless ``wait=False``.

        Other options are variables of the environment, for this start alone.
        """
        self.parts[name].start(**options)

    def kill(self, name: str) -> None:
        self.parts[name].kill()

    def stop(self, name: str) -> None:
        self.parts[name].stop()

    def freeze(self, name: str) -> None:
        self.parts[name].freeze()

    def thaw(self, name: str) -> None:
        self.parts[name].thaw()

    def pids(self, name: str) -> list[int]:
        """Its first process, then all that descend from it."""
        return self.parts[name].pids

    def is_running(self, name: str) -> bool:
        return self.parts[name].is_running

    def reload(self) -> None:
        """The web server takes up new code, as the documents say."""
        self.parts["web"].tell(web.RELOAD)

    def logs(self, name: str) -> str:
        return self.parts[name].log.read_text(errors="replace")

    # What it says ----------------------------------------------------------------

    def sql(self, query: str, *values: object) -> list[tuple]:
        """Rows, or none of a statement that has none; committed at once."""
        with psycopg.connect(
            self.database_url, autocommit=True, connect_timeout=5
        ) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def mails(self) -> list[Delivery]:
        return list(self.mail.deliveries)

    def manage(self, *command: str, **variables: str) -> str:
        """What a command says; its errors too when it fails."""
        done = subprocess.run(
            [PROGRAM, "manage.py", *command],
            cwd=BASE_DIR,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def connect(
        self, *, edge: bool = False, timeout: float = 30, source: str = ""
    ) -> HTTPConnection:
        """``source``: an address of 127.0.0.0/8 that the client has, which is how
        nginx tells visitors apart."""
        parts = urlsplit(self.edge_url if edge else self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        options = {"context": UNPROVEN} if kind is HTTPSConnection else {}
        if source:
            options["source_address"] = (source, 0)
        return kind(parts.hostname, parts.port, timeout=timeout, **options)

    def ask(
        self,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        edge: bool = False,
        timeout: float = 30,
        ip: str = "",
        connection: HTTPConnection | None = None,
        **headers: str,
    ) -> Answer:
        """One request, without following anything; ``fields`` make it a POST.

        ``ip`` is where the visitor comes from: seen by the application when it is
        asked directly. Underscores in names of headers stand for hyphens.
        """
        sent = {"Host": HOST, "X-Forwarded-Proto": "https"}
        if ip:
            sent["X-Forwarded-For"] = ip
        body = None
        if fields is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"https://{HOST}"
            body = urlencode(fields)
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        is_own = connection is None
        connection = connection or self.connect(edge=edge, timeout=timeout)
        method = "GET" if fields is None else "POST"
        began = time.perf_counter()
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            connection.close()
            seconds = time.perf_counter() - began
            return Answer(0, seconds=seconds, error=type(error).__name__)
        finally:
            if is_own:
                connection.close()
        seconds = time.perf_counter() - began
        return Answer(response.status, text, response.headers, seconds)

    def is_live(self) -> bool:
        return self.ask("/health/live/", timeout=5).status == 200

    def readiness(self) -> dict:
        return json.loads(self.ask("/health/ready/").text)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def static_files(site: Site) -> None:
    """Collected once for all sites of a state of the code, then copied."""
    store = BASE_DIR / "build/faults"
    store.mkdir(parents=True, exist_ok=True)
    found = sorted(BASE_DIR.glob("*/static/**/*"))
    kept = store / f"static-{sample.digest(path for path in found if path.is_file())}"
    with locked(store / "lock"):
        if not kept.exists():
            for old in store.glob("static-*"):
                shutil.rmtree(old)
            site.manage("collectstatic", "--noinput", "--verbosity", "0")
            unfinished = store / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(site.var / "static", unfinished)
            unfinished.rename(kept)
            return
        shutil.copytree(kept, site.var / "static")


def prepare(site: Site) -> None:
    """The database, with the sample at the public address, and files."""
    cluster_url = postgres.start_filled(site.database)
    site.database_url = sample.at(cluster_url, "site")
    site.environment["DATABASE_URL"] = site.database_url
    sample.copy(cluster_url, "site", site.media)
    # PostgreSQL copies a sequence without the numbers that it has promised to skip
    # after a crash: until a checkpoint, one that is killed gives some twice.
    site.sql("CHECKPOINT")
    site.sql("UPDATE wagtailcore_site SET hostname = %s, port = 443", HOST)
    if "SAMPLE" in os.environ:
        # It may be older than the code.
        site.manage("migrate", "--verbosity", "0")
    # What was loaded waits to be mailed to nobody who is there.
    site.sql("DELETE FROM correspondence_message")
    if compiled := next((BASE_DIR / "var").glob("locale"), None):
        shutil.copytree(compiled, site.var / "locale", dirs_exist_ok=True)
    else:
        site.manage("catalogues", "--compile")
    static_files(site)


def furnish(
    site: Site,
    stack: ExitStack,
    *,
    nginx: bool,
    redis: bool,
    worker: bool,
    workers: int,
) -> None:
    """Starts what was asked for, in the order in which each needs the other."""
    site.start("mail")
    stack.callback(site.stop, "mail")
    if redis:
        from tests.services import redis as redis_server

        door = free_port()
        command = redis_server.command(site.folder, door)
        site.add("redis", command, partial(redis_server.is_ready, door))
        site.environment["CACHE_URL"] = redis_server.url(door)
    port = urlsplit(site.url).port
    site.add("web", web.command(port, workers), site.is_live)
    if worker:
        # It writes when it has done a round.
        began = "SELECT count(*) FROM openheritage_taskrun"
        command = [PROGRAM, "manage.py", "worker"]
        site.add("worker", command, lambda: site.sql(began) > [(0,)])
        site.sql("DELETE FROM openheritage_taskrun")
    if nginx:
        from tests.services import nginx as edge

        command, site.edge_url, door = edge.prepare(site)
        site.environment.setdefault("EDGE_URL", door)
        site.add("nginx", command, lambda: site.ask("/health/live/", edge=True).status)
    for name, part in site.parts.items():
        if isinstance(part, Program):
            stack.callback(part.kill)
            # What the others ask at their start.
            part.start(wait=name in ("redis", "s3", "pgbouncer"))
    for part in site.parts.values():
        if isinstance(part, Program):
            part.wait_until_ready()


@contextmanager
def running(
    *,
    nginx: bool = False,
    redis: bool = False,
    worker: bool = True,
    workers: int = 2,
    options: Sequence[str] = (),
    more: Callable[[Site], None] = lambda site: None,
    **variables: str,
) -> Iterator[Site]:
    """``variables`` are of the environment; ``options`` are settings of PostgreSQL;
    ``more`` adds parts of its own before anything starts."""
    # So that a run that is cancelled stops its servers too.
    with suppress(ValueError):  # another thread than the first
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    programs = postgres.find_programs()
    assert programs is not None, postgres.MISSING
    postgres.sweep(programs)
    folder = Path(tempfile.mkdtemp(prefix=postgres.FOLDER))
    database = Database(programs, folder)
    database.options += options
    with (
        tempfile.TemporaryDirectory(
            prefix="openheritage-site-", ignore_cleanup_errors=True
        ) as own,
        ExitStack() as stack,
    ):
        stack.callback(database.remove)
        stack.enter_context(postgres.locked(folder / "lock"))
        # nginx's own processes may read what the site writes.
        Path(own).chmod(0o755)
        site = Site(Path(own), database, **variables)
        site.media.mkdir(parents=True)
        prepare(site)
        more(site)
        began = time.monotonic()
        furnish(
            *(site, stack), nginx=nginx, redis=redis, worker=worker, workers=workers
        )
        site.seconds_to_start = time.monotonic() - began
        try:
            yield site
        except BaseException:
            for name, part in site.parts.items():
                with suppress(OSError, AttributeError):
                    tail = part.log.read_text(errors="replace")[-2000:]
                    print(f"--- the end of the log of {name}:\n{tail}")
            raise


__all__ = ["Answer", "Site", "running", "wait_until"]
