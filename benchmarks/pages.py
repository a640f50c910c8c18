"""How fast pages are made, how many queries they take, and what they weigh.

    python -m benchmarks.pages

Starts a PostgreSQL of its own, loads the sample content, serves it as in
production (two workers, no cache in front) and asks for pages with
``wrk`` (Debian's package), beside a bare Django view in the same run. Prints
the tables of docs/performance.md.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import brotli

from tests.services import web
from tests.services.postgres import server
from tests.services.web import free_port

SECONDS = 10
CONNECTIONS = 16
WORKERS = 2
PAGES = {
    "home": "/en/",
    "Statement": "/en/statement/",
    "Statement, Arabic": "/ar/statement/",
    "background": "/en/background/",
    "members": "/en/coalition/",
    "member": "/en/coalition/internet-archive/",
    "news": "/en/news/",
    "article": "/en/news/city-archive-opens-glass-plates/",
    "untranslated article": "/sw/news/tell-us-about-barriers/",
    "search": "/en/search/?q=heritage",
}
MEASURED = ("home", "Statement")
DEMO = ("--anyway", "--address", "https://example.org")
HEADERS = {"Host": "example.org", "X-Forwarded-Proto": "https"}

PROGRAM = Path(sys.executable)


def manage(environment: dict, *command: str) -> str:
    done = subprocess.run(
        [PROGRAM, "manage.py", *command],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    return response.status, response.read()


@contextmanager
def production(*, durable: bool = False, **variables: str):
    """The environment of a site as in production, with an empty PostgreSQL, which is
    as careful as by its own settings if it is to be ``durable``."""
    with tempfile.TemporaryDirectory() as folder, server(durable=durable) as url:
        yield (
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "openheritage.settings.production",
                "DATABASE_URL": url,
                "SECRET_KEY": "only-for-measuring-" * 4,
                "BASE_URL": "https://example.org",
                "EMAIL_URL": "consolemail://",
                "VAR_DIR": folder,
                # Each page is made, whole, whenever it is asked for.
                "PAGE_CACHE_MB": "0",
                "PAGE_PARTS_MB": "0",
            }
            | variables
        )


def load(environment: dict) -> str:
    """Loads the sample content; what that said."""
    manage(environment, "catalogues", "--compile")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    manage(environment, "migrate", "--verbosity", "0")
    return manage(environment, "load_demo", *DEMO)


@contextmanager
def served(environment: dict, application: str = ""):
    """By the site's server, or an ``application`` by the same engine."""
    with serving(environment, application) as (port, _pid):
        yield port


@contextmanager
def serving(environment: dict, application: str = ""):
    """The same, with the number of the server's process."""
    port = free_port()
    command = web.command(port, WORKERS)
    if application:
        command = [PROGRAM, "-m", "granian", "--interface", "wsgi", application]
        command += ["--port", str(port), "--workers", str(WORKERS)]
        command += ["--blocking-threads", "4", "--no-http1-keep-alive"]
    process = subprocess.Popen(command, env=environment)
    try:
        for _attempt in range(100):
            try:
                get(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def wrk(port: int, path: str, seconds: int = SECONDS) -> dict[str, str]:
    """Requests a second and latencies, after three seconds of warming up."""
    headers = [
        part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")
    ]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", *headers]
    url = f"http://127.0.0.1:{port}{path}"
    subprocess.run([*command, "-d3s", url], check=True, capture_output=True)
    done = subprocess.run(
        [*command, f"-d{seconds}s", url], check=True, capture_output=True, text=True
    )
    if errors := re.search(r"Non-2xx.*", done.stdout):
        sys.exit(f"{path}: {errors[0]}")
    return {
        "requests/s": re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1],
        "p50": re.search(r"50%\s+(\S+)", done.stdout)[1],
        "p99": re.search(r"99%\s+(\S+)", done.stdout)[1],
    }


def weigh(port: int, path: str) -> dict[str, float]:
    """Kilobytes of the page and of what every visitor loads with it, brotli."""

    def size(content: bytes) -> float:
        return len(brotli.compress(content, quality=5)) / 1000

    _status, html = get(port, path)
    text = html.decode()
    weights = {
        "HTML": size(html),
        "HTML, gzip": len(gzip.compress(html)) / 1000,
        "CSS": 0.0,
        "JavaScript": 0.0,
    }
    for address in re.findall(r'<link rel="stylesheet" href="([^"]+)">', text):
        weights["CSS"] += size(get(port, address)[1])
    for address in re.findall(r'<script[^>]* src="([^"]+)"', text):
        weights["JavaScript"] += size(get(port, address)[1])
    return weights


def count_queries(environment: dict) -> dict[str, int]:
    code = (
        "import json\n"
        "from django.db import connection\n"
        "from django.test import Client\n"
        "from django.test.utils import CaptureQueriesContext\n"
        f"client = Client(headers={HEADERS!r})\n"
        f"for name, path in {PAGES!r}.items():\n"
        "    client.get(path)\n"
        "    with CaptureQueriesContext(connection) as queries:\n"
        "        client.get(path)\n"
        "    print(json.dumps([name, len(queries)]))\n"
    )
    lines = manage(environment, "shell", "--no-imports", "-c", code).splitlines()
    return dict(json.loads(line) for line in lines if line.startswith("["))


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; on Debian: apt install wrk")
    with production() as environment:
        print(re.search(r".*loaded in.*", load(environment))[0], "\n")

        queries = count_queries(environment)
        with served(environment) as port:
            print("| Page | queries | HTML kB | (gzip) | CSS kB | JavaScript kB |")
            print("| --- | --- | --- | --- | --- | --- |")
            for name, path in PAGES.items():
                figures = " | ".join(f"{kb:.1f}" for kb in weigh(port, path).values())
                print(f"| {name} | {queries[name]} | {figures} |")
            print("\n| Answered | requests/s | p50 | p99 |\n| --- | --- | --- | --- |")
            for name in MEASURED:
                print(f"| {name} |", " | ".join(wrk(port, PAGES[name]).values()), "|")
        with served(os.environ.copy(), "benchmarks.bare:application") as port:
            print("| bare Django view |", " | ".join(wrk(port, "/").values()), "|")


if __name__ == "__main__":
    main()
