"""What the web server itself costs: processor time, memory, and reloads under load.

    python -m benchmarks.server

Serves the sample content as in production (two workers, no cache in front) and asks
with ``wrk`` (Debian's package). Where gunicorn is installed, which the site does not
need, it is measured beside it. Processor time is that of the workers by a request, so
that a busy machine changes little of it.
"""

import importlib.util
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.processes import family
from tests.services import web
from tests.services.web import free_port

from .pages import HEADERS, PROGRAM, WORKERS, get, load, production

SECONDS = 4
CONNECTIONS = 8
RELOADS = 3
ASKED = {
    "nothing (`/health/live/`)": "/health/live/",
    "home": "/en/",
    "form to sign": "/en/sign/",
    "all signatories (CSV)": "/en/signatories.csv",
}
TICK = os.sysconf("SC_CLK_TCK")


def commands(port: int) -> dict[str, list[str]]:
    found = {"granian": web.command(port, WORKERS)}
    if importlib.util.find_spec("gunicorn"):
        common = [str(PROGRAM), "-m", "gunicorn", "openheritage.wsgi"]
        common += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
        common += ["--no-control-socket", "--log-level", "error"]
        found["gunicorn, synchronous"] = common
        found["gunicorn, 4 threads"] = [*common, "--threads", "4", "--keep-alive", "0"]
    return found


@contextmanager
def running(command: list[str], port: int, environment: dict) -> Iterator[int]:
    # In its log stand the hosts of those who ask whether it lives.
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            try:
                get(port, "/en/")
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def processor(pid: int) -> float:
    """Seconds that a process and its children have used, those that have ended among
    them: PostgreSQL's end with connections that nobody has needed for a minute."""
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / TICK


def memory(pid: int) -> list[int]:
    """Megabytes of each worker; what several share counts in part."""
    found = []
    for member in family(pid)[1:]:
        lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        (line,) = (line for line in lines if line.startswith("Pss:"))
        found.append(int(line.split()[1]) // 1024)
    return found


def ask(port: int, path: str) -> tuple[int, float]:
    """How many were answered, and how many a second."""
    headers = [
        part for name, text in HEADERS.items() for part in ("-H", f"{name}: {text}")
    ]
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s"]
        + [*headers, f"http://127.0.0.1:{port}{path}"],
        check=True,
        capture_output=True,
        text=True,
    )
    words = done.stdout.split()
    return int(words[words.index("requests") - 1]), float(words[-3])


def reloads(port: int, pid: int) -> tuple[int, int, float, float]:
    """Answers, failures, and the slowest under so many reloads; seconds of one."""
    slow: list[float] = []
    failures: list[str] = []
    stopping = threading.Event()

    def read() -> None:
        while not stopping.wait(0.02):
            began = time.monotonic()
            try:
                status, _page = get(port, "/en/")
                if status != 200:
                    failures.append(str(status))
            except OSError as error:
                failures.append(type(error).__name__)
            slow.append(time.monotonic() - began)

    readers = [threading.Thread(target=read) for _number in range(3)]
    for reader in readers:
        reader.start()
    took = []
    for _time in range(RELOADS):
        before = {*family(pid)[1:]}
        began = time.monotonic()
        os.kill(pid, signal.SIGHUP)
        while before & {*family(pid)} and time.monotonic() - began < 120:
            time.sleep(0.1)
        took.append(time.monotonic() - began)
        time.sleep(2)
    stopping.set()
    for reader in readers:
        reader.join()
    return len(slow), len(failures), max(slow), statistics.median(took)


def measure(environment: dict) -> None:
    print(
        "| Server | asked for | requests/s | processor ms by request | MB by worker |"
    )
    print("| --- | --- | --- | --- | --- |")
    for name in commands(0):
        port = free_port()
        with running(commands(port)[name], port, environment) as pid:
            for what, path in ASKED.items():
                # Each thread once, before it counts.
                ask(port, path)
                before = processor(pid)
                count, rate = ask(port, path)
                cost = (processor(pid) - before) / max(count, 1) * 1000
                sizes = ", ".join(map(str, memory(pid)))
                print(f"| {name} | {what} | {rate:.0f} | {cost:.2f} | {sizes} |")
            answers, failures, slowest, took = reloads(port, pid)
            times = f"{RELOADS} reloads of {took:.1f} s"
            told = f"{failures} of {answers} failed, the slowest {slowest:.1f} s"
            print(f"| {name} | home, {times}: {told} | | | |", flush=True)
    print("\nLoad of the machine:", ", ".join(f"{n:.1f}" for n in os.getloadavg()))


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; on Debian: apt install wrk")
    with production() as environment:
        load(environment)
        measure(environment)


if __name__ == "__main__":
    main()
