"""What each page costs, against a Django view that does nothing, in the same run.

    python -m benchmarks.costs

Serves the sample content as in production, with PostgreSQL as it is by its own
settings, and asks in turn with ``wrk`` (Debian's package): for each page made whole;
for a reader with a cookie, who is given the parts that are kept; and for everybody,
who is given what was made before. What counts is processor time, of the server's
processes and of PostgreSQL's: requests a second depend on what else a machine does.
Prints the table of docs/performance.md.
"""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.services.web import free_port

from .page_cache import KEPT, SITE, ask, by_granian, get, running
from .pages import PAGES, load, production
from .server import processor

ROUNDS = 3
# In another spelling each time.
NEW_WORDS = {"search for something new": "/en/search/?q=cultural+heritage"}
MORE = {"signatories": "/en/signatories/", "first page of signing": "/en/sign/"}
ASKED = PAGES | NEW_WORDS | MORE
BARE = "a Django view that does nothing"
# Not kept by anybody, whatever the page says.
COOKIE = {"Cookie": "reader=1"}


def postmaster(url: str) -> int:
    """The process of a PostgreSQL of ours, whose children answer."""
    with psycopg.connect(url) as connection:
        (backend,) = connection.execute("SELECT pg_backend_pid()").fetchone()
        stat = Path(f"/proc/{backend}/stat").read_text()
        return int(stat.rpartition(")")[2].split()[1])


class Server:
    def __init__(self, pid: int, port: int, database: int = 0, **headers: str) -> None:
        self.pid, self.port, self.database = pid, port, database
        self.headers = headers

    def used(self) -> float:
        return processor(self.pid) + (processor(self.database) if self.database else 0)

    def cost(self, path: str) -> float:
        """Milliseconds of processor time for an answer."""
        before = self.used()
        script = "varied.lua" if path in NEW_WORDS.values() else ""
        count, _rate = ask(self.port, path, script, **self.headers)
        return (self.used() - before) / max(count, 1) * 1000


def compare(
    bare: Server, servers: dict[str, Server], asked: dict[str, str]
) -> tuple[float, dict[str, list[float]]]:
    """Milliseconds of a view that does nothing, and of each page by each server."""
    costs: dict[tuple[str, str], list[float]] = {}
    measure = []
    for _round in range(ROUNDS):
        measure.append(bare.cost("/"))
        for page, path in asked.items():
            for name, server in servers.items():
                # The first time it is made, for each of the processes.
                for _time in range(4):
                    get(server.port, path, **server.headers)
                costs.setdefault((page, name), []).append(server.cost(path))
    return statistics.median(measure), {
        page: [statistics.median(costs[page, name]) for name in servers]
        for page in asked
    }


def print_head(of_bare: float, names: Iterable[str]) -> None:
    print(f"{BARE}: {of_bare:.3f} ms\n")
    columns = [f"{name}, ms | ×" for name in names]
    print("| Page |", " | ".join(columns), "|\n| --- |", " --- |" * 2 * len(columns))


def print_row(page: str, of_bare: float, found: list[float]) -> None:
    cells = " | ".join(f"{ms:.2f} | {ms / of_bare:.1f}" for ms in found)
    print(f"| {page} | {cells} |", flush=True)


@contextmanager
def beside_each_other(environment: dict) -> Iterator[tuple[Server, dict[str, Server]]]:
    """A view that does nothing, and the site for those who are given pages that are
    made whole, with parts that are kept, and kept."""
    with ExitStack() as stack:
        ports = {name: free_port() for name in ("bare", "kept", "made")}
        own = by_granian(ports["bare"], "benchmarks.bare")
        pids = {
            "bare": stack.enter_context(running(own, ports["bare"], {**os.environ}))
        }
        for name, variables in (("kept", environment | KEPT), ("made", environment)):
            command = by_granian(ports[name], SITE)
            pids[name] = stack.enter_context(running(command, ports[name], variables))
        # Nothing is kept before changes are heard of, in both processes.
        for _time in range(2):
            time.sleep(2)
            for _process in range(20):
                get(ports["kept"], "/en/")
        database = postmaster(environment["DATABASE_URL"])
        packed = {"Accept-Encoding": "gzip"}
        kept = pids["kept"], ports["kept"], database
        yield (
            Server(pids["bare"], ports["bare"]),
            {
                "made": Server(pids["made"], ports["made"], database, **packed),
                "with parts": Server(*kept, **packed, **COOKIE),
                "kept": Server(*kept, **packed),
            },
        )


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; on Debian: apt install wrk")
    with production(durable=True) as environment:
        load(environment)
        with beside_each_other(environment) as (bare, servers):
            of_bare, found = compare(bare, servers, ASKED)
    print_head(of_bare, servers)
    for page, each in found.items():
        print_row(page, of_bare, each)
    print("\nLoad of the machine:", ", ".join(f"{n:.1f}" for n in os.getloadavg()))


if __name__ == "__main__":
    main()
