"""What a page costs that was made before: in the application, and in nginx.

    python -m benchmarks.page_cache

Serves the sample content as in production, beside a Django view that does nothing by
the same server, and asks all in turn with ``wrk`` (Debian's package); where gunicorn is
installed, which the site does not need, the same by it; then nginx with copies of the
application beside the same page as a file. Figures are medians of the rounds; what
counts are the ratios. Processor time is that of a server's processes.
"""

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.services import web
from tests.services.nginx import PROGRAM as NGINX
from tests.services.web import free_port

from .pages import HEADERS, PROGRAM, WORKERS, load, production
from .server import processor

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 8
PAGE = "/en/statement/"
SITE = "openheritage.wsgi"
KEPT = {"PAGE_CACHE_MB": "64", "PAGE_PARTS_MB": "16"}
# Sent by the server itself, or said of a connection.
OF_SERVER = {"date", "server", "content-length", "content-type", "content-encoding"}
OF_SERVER |= {"connection", "transfer-encoding", "last-modified", "etag"}
EDGE = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  default_type text/html;
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  proxy_cache_path {folder}/kept keys_zone=kept:1m use_temp_path=off;
  server {{
    listen 127.0.0.1:{port};
    open_file_cache max=1000;
    location /as-a-file/ {{
      alias {folder}/files/;
      gzip_static always;
      {headers}
    }}
    location / {{
      proxy_pass http://127.0.0.1:{site};
      proxy_set_header Host example.org;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header Accept-Encoding gzip;
      proxy_cache kept;
      proxy_cache_key $uri;
      proxy_cache_valid 200 10m;
      proxy_ignore_headers Vary Cache-Control;
      {sendfile}
    }}
  }}
}}
"""


@contextmanager
def running(command: list, port: int, environment: dict) -> Iterator[int]:
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            try:
                get(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        else:
            sys.exit(f"{command} does not answer.")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def get(port: int, path: str, **headers: str) -> tuple[dict, bytes]:
    asked = HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", path, headers=HEADERS | headers)
    answer = asked.getresponse()
    return dict(answer.getheaders()), answer.read()


def ask(port: int, path: str, script: str = "", **headers: str) -> tuple[int, float]:
    """How many were answered, and how many a second. ``script``: of wrk's, beside this
    file."""
    said = [
        part
        for name, text in (HEADERS | headers).items()
        for part in ("-H", f"{name}: {text}")
    ]
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *said]
        + (["-s", str(Path(__file__).with_name(script))] if script else [])
        + [f"http://127.0.0.1:{port}{path}"],
        check=True,
        capture_output=True,
        text=True,
    )
    if "Non-2xx" in done.stdout:
        sys.exit(f"{path}: {done.stdout}")
    words = done.stdout.split()
    return int(words[words.index("requests") - 1]), float(words[-3])


def compare(asked: dict[str, tuple[int, int, str, dict]]) -> None:
    """``{name: (pid, port, path, headers)}``; the first is the measure of the rest."""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _pid, port, path, headers in asked.values():
        ask(port, path, **headers)
    for _round in range(ROUNDS):
        for name, (pid, port, path, headers) in asked.items():
            before = processor(pid)
            count, rate = ask(port, path, **headers)
            rates[name].append(rate)
            costs[name].append((processor(pid) - before) / max(count, 1) * 1000)
    print("| | requests/s | × | processor ms | × |\n| --- | --- | --- | --- | --- |")
    of = {name: statistics.median(found) for name, found in rates.items()}
    cost = {name: statistics.median(found) for name, found in costs.items()}
    first = next(iter(asked))
    for name, rate in of.items():
        ratios = rate / of[first], cost[name] / cost[first]
        print(f"| {name} | {rate:.0f} | {ratios[0]:.2f} ", end="")
        print(f"| {cost[name]:.3f} | {ratios[1]:.2f} |", flush=True)


def by_granian(port: int, application: str) -> list:
    if application == SITE:
        return web.command(port, WORKERS)
    own = [PROGRAM, "-m", "granian", "--interface", "wsgi", "--no-http1-keep-alive"]
    own += [f"{application}:application", "--port", str(port)]
    return [*own, "--workers", str(WORKERS), "--blocking-threads", "4"]


def by_gunicorn(port: int, application: str) -> list:
    own = [PROGRAM, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    own += ["--workers", str(WORKERS), "--no-control-socket", "--log-level", "error"]
    return own


def application(environment: dict, command: Callable[[int, str], list]) -> None:
    with ExitStack() as stack:
        ports = {name: free_port() for name in ("bare", "kept", "made")}
        served = {
            "bare": ("benchmarks.bare", os.environ.copy()),
            "kept": (SITE, environment | KEPT),
            "made": (SITE, environment),
        }
        pids = {
            name: stack.enter_context(
                running(command(ports[name], module), ports[name], variables)
            )
            for name, (module, variables) in served.items()
        }
        # It keeps nothing before it hears of changes, in both processes.
        for _time in range(2):
            time.sleep(2)
            for _process in range(20):
                get(ports["kept"], PAGE)
        packed = {"Accept-Encoding": "gzip"}
        compare(
            {
                "a Django view that does nothing": (
                    pids["bare"],
                    ports["bare"],
                    "/",
                    {},
                ),
                "the Statement, kept": (pids["kept"], ports["kept"], PAGE, packed),
                "the Statement, kept, brotli": (
                    *(pids["kept"], ports["kept"], PAGE),
                    {"Accept-Encoding": "gzip, br"},
                ),
                "the Statement, made": (pids["made"], ports["made"], PAGE, packed),
            }
        )


@contextmanager
def edge(folder: Path, site: int, sendfile: str) -> Iterator[tuple[int, int]]:
    """nginx, in front of the application, and beside it the page as a file."""
    port = free_port()
    said, packed = get(site, PAGE, **{"Accept-Encoding": "gzip"})
    (folder / "files").mkdir(parents=True)
    (folder / "files/page.html.gz").write_bytes(packed)
    quoted = {name: text.replace('"', '\\"') for name, text in said.items()}
    headers = "".join(
        f'add_header {name} "{text}";\n'
        for name, text in quoted.items()
        if name.lower() not in OF_SERVER
    )
    named = {"folder": folder, "port": port, "site": site, "headers": headers}
    (folder / "nginx.conf").write_text(EDGE.format(**named, sendfile=sendfile))
    command = [NGINX, "-c", folder / "nginx.conf", "-p", folder]
    with running(command, port, os.environ.copy()) as pid:
        yield pid, port


def front(environment: dict) -> None:
    folder = Path(environment["VAR_DIR"]).parent / "edge"
    with ExitStack() as stack:
        site = free_port()
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        command = web.command(site, WORKERS)
        stack.enter_context(running(command, site, environment | KEPT))
        off = stack.enter_context(edge(folder / "off", site, "sendfile off;"))
        on = stack.enter_context(edge(folder / "on", site, ""))
        packed = {"Accept-Encoding": "gzip"}
        compare(
            {
                "nginx, the page as a file": (*off, "/as-a-file/page.html", packed),
                "nginx, its copy, as in deploy/nginx": (*off, PAGE, packed),
                "the same with sendfile": (*on, PAGE, packed),
            }
        )


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; on Debian: apt install wrk")
    with production() as environment:
        load(environment)
        print("By granian, as the site is served:\n")
        application(environment, by_granian)
        if importlib.util.find_spec("gunicorn"):
            print("\nBy gunicorn:\n")
            application(environment, by_gunicorn)
        print("\nBy nginx:\n")
        front(environment)
    print("\nLoad of the machine:", ", ".join(f"{n:.1f}" for n in os.getloadavg()))


if __name__ == "__main__":
    main()
