"""What one machine carries: processes at rest and under load, nginx before a crowd.

    python -m benchmarks.crowd

Starts the site as in production (PostgreSQL, web server, worker, mail server, nginx
with TLS) on the sample content. Prints how long each takes to start and what memory it
has, at rest and after pages and signings; what nginx needs for a kept page, for the
first connection of a visitor and for one that stays open; what a signing needs of web
server, database and worker. Then the arithmetic of docs/operations.md, from these
figures: 100,000 readers at once and 4,000 signatures a minute.

Needs ``wrk`` and ``openssl``. Figures are of the processor where they can be, so that a
busy machine changes little.
"""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.processes import family
from tests.faults.site import HOST, Site, running

from .server import processor
from .signing import hold

PAGE = "/en/statement/"
# What browsers take.
TAKEN = "gzip, deflate, br"
SECONDS = 8
OPEN_CONNECTIONS = 1_500
PARTS = ("web", "worker", "database", "nginx")

# What is assumed of a crowd; docs/operations.md says so too.
READERS = 100_000
ARRIVE_WITHIN = 300  # seconds, all of them
PAGE_EACH = 30  # seconds that each reads before the next page
SIGNATURES = 4_000 / 60  # a second
# Of a core, what is planned to be used.
SHARE = 0.7


def pids(site: Site, part: str) -> list[int]:
    if part == "database":
        pid = (site.database.data / "postmaster.pid").read_text().split()[0]
        return [int(pid)]
    return site.pids(part)[:1]


def used(site: Site, part: str) -> float:
    """Seconds of a processor, of all processes of a part."""
    return sum(map(processor, pids(site, part)))


def memory(site: Site, part: str) -> list[int]:
    """Megabytes of each process; what several share counts in part."""

    found = []
    for pid in family(pids(site, part)[0]):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found.append(int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1]) // 1024)
    return found


def print_memory(site: Site, when: str) -> None:
    for part in PARTS:
        found = memory(site, part)
        each = ", ".join(map(str, found)) if len(found) < 6 else f"{len(found)} of them"
        print(f"| {part} | {when} | {sum(found)} | {each} |", flush=True)


def seconds_to_start(site: Site, part: str) -> float:
    site.stop(part)
    if part == "worker":
        site.sql("DELETE FROM openheritage_taskrun")
    began = time.monotonic()
    site.start(part)
    return time.monotonic() - began


@contextmanager
def cost(site: Site, part: str, of: dict[str, float]) -> Iterator[None]:
    before = used(site, part)
    yield
    of[part] = used(site, part) - before


def lift_limit(site: Site) -> None:
    """All who ask come from one network here, which has a rate of its own."""
    file = site.folder / "nginx/openheritage.conf"
    text = file.read_text()
    file.write_text(re.sub(r"rate=\d+r/s", "rate=1000000r/s", text))
    site.stop("nginx")
    site.start("nginx")


def kept_pages(site: Site) -> tuple[float, float]:
    """Requests a second over connections that stay, and ms of nginx for each."""
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-H", f"Host: {HOST}"]
    command += ["-H", f"Accept-Encoding: {TAKEN}", f"{site.edge_url}{PAGE}"]
    seconds: dict[str, float] = {}
    with cost(site, "nginx", seconds):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    if errors := re.search(r"Non-2xx.*", done.stdout):
        sys.exit(errors[0])
    count = int(re.search(r"(\d+) requests in", done.stdout)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    return rate, seconds["nginx"] / count * 1000


def first_connections(site: Site) -> tuple[float, float]:
    """New connections a second by one client, and ms of nginx for each."""
    parts = urlsplit(site.edge_url)
    command = ["openssl", "s_time", "-connect", f"{parts.hostname}:{parts.port}"]
    command += ["-new", "-time", str(SECONDS)]
    seconds: dict[str, float] = {}
    with cost(site, "nginx", seconds):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    count, real = map(
        int, re.search(r"(\d+) connections in (\d+) real", done.stdout).groups()
    )
    return count / real, seconds["nginx"] / count * 1000


def open_connections(site: Site) -> float:
    """Kilobytes of nginx for each connection that has had a page and stays open."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    before = sum(memory(site, "nginx"))
    connections = []
    for _number in range(OPEN_CONNECTIONS):
        connection = site.connect(edge=True)
        connection.request("GET", PAGE, headers={"Host": HOST})
        connection.getresponse().read()
        connections.append(connection)
    after = sum(memory(site, "nginx"))
    for connection in connections:
        connection.close()
    return (after - before) * 1024 / OPEN_CONNECTIONS


def size(site: Site) -> float:
    """Kilobytes of the page, as nginx sends it."""
    answer = site.connect(edge=True)
    answer.request(
        "GET", PAGE, headers={"Host": HOST, "Accept-Encoding": "gzip, deflate, br"}
    )
    return len(answer.getresponse().read()) / 1000


def signing(site: Site) -> tuple[float, int, dict[str, float]]:
    """Signed a second by eight at once, failures, ms of each part for one."""
    before = {part: used(site, part) for part in PARTS}
    failures, done, seconds = hold(urlsplit(site.url).port, 0, 1)
    # The worker has mails to send still.
    deadline = time.monotonic() + 300
    while len(site.mail.recipients) < len(done) and time.monotonic() < deadline:
        time.sleep(0.5)
    each = {
        part: (used(site, part) - before[part]) / len(done) * 1000 for part in PARTS
    }
    return len(done) / seconds, failures, each


def main() -> None:
    for program in ("wrk", "openssl"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing; on Debian: apt install {program}")
    with running(nginx=True) as site:
        print("| starts | seconds |\n| --- | --- |")
        for part in ("web", "worker", "nginx"):
            print(f"| {part} | {seconds_to_start(site, part):.1f} |", flush=True)
        time.sleep(30)
        print("\n| part | when | MB | each process |\n| --- | --- | --- | --- |")
        print_memory(site, "at rest")
        lift_limit(site)
        site.ask(PAGE, edge=True)
        rate, page = kept_pages(site)
        first_rate, first = first_connections(site)
        stays = open_connections(site)
        kilobytes = size(site)
        signed, failures, each = signing(site)
        print_memory(site, "after 60 s of signing")
        print(
            f"\nnginx, a kept page: {page:.3f} ms, {rate:.0f} a second, {kilobytes} kB"
        )
        print(f"nginx, a new connection: {first:.2f} ms, {first_rate:.0f} a second")
        print(f"nginx, a connection that stays open: {stays:.0f} kB")
        told = ", ".join(f"{part} {ms:.1f}" for part, ms in each.items())
        print(f"a signing, ms: {told}; {signed:.1f} a second, {failures} failed")
        visits = READERS / ARRIVE_WITHIN
        pages = READERS / PAGE_EACH
        cores = (visits * first + (pages + 12 * visits) * page) / 1000
        print(f"\n{READERS} readers: {visits:.0f} first visits and {pages:.0f} pages a")
        print(f"second: {cores:.1f} cores of nginx, {READERS * stays / 1e6:.1f} GB")
        for part in ("web", "database", "worker"):
            needed = SIGNATURES * each[part] / 1000
            print(
                f"{SIGNATURES:.0f} signatures a second: {needed:.1f} cores of {part},"
            )
            print(f"  {needed / SHARE:.1f} at {SHARE:.0%}")
        print("\nLoad:", ", ".join(f"{n:.1f}" for n in os.getloadavg()))


if __name__ == "__main__":
    main()
