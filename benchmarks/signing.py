"""How many organisations can sign in a minute, and whether any is lost.

    python -m benchmarks.signing [--seconds 60] [--reads 0] [RATE …]

Starts a PostgreSQL of its own, with its own settings (what is written is safe), loads
the sample content, serves it as in production (our server, two workers) with a worker
beside it and a real mail server. Signers arrive at each rate (a second; 0: as fast as
eight of them can, one after the other) for a minute. Each goes through the whole form
(seven requests), from a network and with a mail domain of their own. ``--reads``: so
many readers ask for pages meanwhile, one after the other. Afterwards every signature
must be in its table, and every mail delivered once. Then the time from publishing to
being counted, and what one worker sends of 1,000 mails. Prints tables for
docs/performance.md: how fast, and the processor time of a signing in milliseconds, of
each who has a part in it (that of readers counts as the web server's).
"""

import re
import statistics
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

import psycopg

from tests.services.smtp import MailServer

from .page_cache import KEPT
from .pages import HEADERS, PAGES, PROGRAM, get, load, manage, production, serving
from .server import processor

RATES = (10, 20, 0)
SIGNERS = 8  # at once
FACTS = {
    "kind": "institution",
    "sector": "museum",
    "country": "NE",
    "name_latin": "",
}
PERSON = {"signer": "Benchmark", "job_title": "Director", "topic": ""}
CONSENTS = {"comment": "", "consent_record": "on", "consent_authority": "on"}
COUNT = "from signatures.models import Signatory as S; print('rows', S.objects.count())"


class Signer:
    """One organisation, over one connection, like a browser."""

    def __init__(self, port: int, number: int):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.number = number
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.headers = HEADERS | {"X-Forwarded-For": network}
        self.times: list[float] = []
        self.cookie = self.path = ""

    def ask(self, path: str, fields: dict | None = None) -> str:
        """A page, and those that it redirects to."""
        headers, body = dict(self.headers), None
        if self.cookie:
            headers["Cookie"] = self.cookie
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = "https://example.org"
            body = urlencode(fields)
        began = time.perf_counter()
        self.connection.request("POST" if body else "GET", path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        self.times.append(time.perf_counter() - began)
        if cookie := response.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        if response.status == 307:
            return self.ask(response.getheader("Location"), fields)
        if response.status == 302:
            self.path = response.getheader("Location")
            return "" if self.path.endswith("/sent/") else self.ask(self.path)
        if response.status != 200:
            raise RuntimeError(f"{response.status}")
        return text

    def press(self, page: str, go: str, fields: dict) -> str:
        def hidden(name: str) -> str:
            found = re.search(f'name="{name}" value="([^"]*)"', page)
            return unescape(found[1]) if found else ""

        action = re.search('id="sign-form" method="post" action="([^"]*)"', page)[1]
        carried = {"step": hidden("step"), "answers": hidden("answers"), "go": go}
        return self.ask(action, carried | fields)

    def sign(self) -> None:
        domain = f"museum{self.number}.example"
        page = self.ask("/en/sign/")
        facts = {"name": f"Museum {self.number}", "website": f"https://{domain}/"}
        page = self.press(page, "continue", FACTS | facts)
        page = self.press(page, "continue", PERSON | {"email": f"director@{domain}"})
        self.press(page, "send", CONSENTS)
        if not self.path.endswith("/sent/"):
            raise RuntimeError("not sent")
        self.connection.close()


def postmaster(url: str) -> int:
    with psycopg.connect(url) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone()
    return int(Path(folder, "postmaster.pid").read_text().split()[0])


@contextmanager
def reading(port: int, readers: int) -> Iterator[list[float]]:
    """Readers of the pages of ``benchmarks.pages``; how long each has waited."""
    times: list[float] = []
    stopping = threading.Event()

    def read() -> None:
        while not stopping.is_set():
            for path in PAGES.values():
                began = time.perf_counter()
                get(port, path)
                times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=read) for _number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield times
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def hold(
    port: int, rate: int, first: int, length: int
) -> tuple[int, list[Signer], float]:
    """Lets signers come at a rate for so long; failures, signers, seconds."""
    began = time.perf_counter()
    failures, done = 0, []

    def one(number: int) -> Signer | None:
        signer = Signer(port, number)
        try:
            signer.sign()
        except (RuntimeError, OSError):
            return None
        return signer

    def chain(start: int) -> list[Signer | None]:
        signers, number = [], start
        while time.perf_counter() - began < length:
            signers.append(one(number))
            number += SIGNERS
        return signers

    if rate:
        with ThreadPoolExecutor(64) as pool:
            futures = []
            for number in range(rate * length):
                wait = began + number / rate - time.perf_counter()
                if wait > 0:
                    time.sleep(wait)
                futures.append(pool.submit(one, first + number))
            results = [future.result() for future in futures]
    else:
        with ThreadPoolExecutor(SIGNERS) as pool:
            chains = pool.map(chain, range(first, first + SIGNERS))
            results = [signer for signers in chains for signer in signers]
    seconds = time.perf_counter() - began
    done = [signer for signer in results if signer]
    failures = len(results) - len(done)
    return failures, done, seconds


def milliseconds(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return " | ".join(f"{cuts[at - 1] * 1000:.0f}" for at in (50, 95, 99))


@contextmanager
def worker(environment: dict):
    process = Popen([PROGRAM, "manage.py", "worker"], env=environment, stderr=-3)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def rows(environment: dict) -> int:
    return int(
        re.search(
            r"rows (\d+)", manage(environment, "shell", "--no-imports", "-c", COUNT)
        )[1]
    )


PUBLISH = """
import time
from register.models import Count
from review import decide
from signatures.models import Signature
s = Signature.objects.filter(state="unconfirmed").first()
s.state = "waiting"
s.save()
before, began = Count.objects.total(), time.monotonic()
decide.publish(s, None)
while Count.objects.total() == before:
    time.sleep(0.1)
print("counted after", round(time.monotonic() - began, 1))
"""

LETTERS = """
from correspondence.outbox import enqueue
from signatures.models import Signature
for s in Signature.objects.filter(state="unconfirmed")[:1000]:
    enqueue("signatures.confirm", s.pk, language="fr")
"""


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("rates", nargs="*", type=int, default=RATES)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--reads", type=int, default=0)
    options = parser.parse_args()
    mails = MailServer()
    with (
        mails.running(),
        production(
            durable=True,
            EMAIL_URL=f"smtp://127.0.0.1:{mails.port}",
            TRUSTED_PROXIES="1",
            # Where DNS answers, it knows no mail domain of these signers.
            DNS_RESOLVER="",
            # Nor does the brake hold any mail.
            MAILS_AN_HOUR="1000000",
            # As by default: the first page, which holds no answers, is kept whole.
            **KEPT,
        ) as environment,
    ):
        load(environment)
        database = postmaster(environment["DATABASE_URL"])

        print(
            "| Asked for | signed a second | refused | p50 | p95 | p99 | sent p95 ",
            end="",
        )
        print("| CPU ms: web | PostgreSQL | worker | signers | reads a second |")
        print(f"|{' --- |' * 12}")
        signed, first = 0, 1
        before = rows(environment)
        with worker(environment) as sender, serving(environment) as (port, web):
            # Each thread of the server once, before it counts.
            _failures, warm, _seconds = hold(port, 0, 500_000_000, 10)
            before = rows(environment)
            for rate in options.rates:
                parts = {"web": web, "database": database, "worker": sender}
                costs = {name: -processor(pid) for name, pid in parts.items()}
                own = -time.process_time()
                with reading(port, options.reads) as reads:
                    failures, done, seconds = hold(port, rate, first, options.seconds)
                own += time.process_time()
                costs = [cost + processor(parts[name]) for name, cost in costs.items()]
                first += 1_000_000
                signed += len(done)
                every = [one for signer in done for one in signer.times]
                sends = statistics.quantiles([s.times[-1] for s in done], n=100)[94]
                shares = [f"{1000 * cost / len(done):.1f}" for cost in (*costs, own)]
                print(
                    f"| {rate or 'all that goes'} | {len(done) / seconds:.1f} "
                    f"| {failures} | {milliseconds(every)} | {sends * 1000:.0f} "
                    f"| {' | '.join(shares)} | {len(reads) / seconds:.1f} |",
                    flush=True,
                )
            deadline = time.monotonic() + 600
            expected = len(warm) + signed
            while len(mails.recipients) < expected and time.monotonic() < deadline:
                time.sleep(0.5)
            lost = signed - (rows(environment) - before)
            twice = sum(n > 1 for n in Counter(mails.recipients).values())
            missing = expected - len(mails.recipients)
            print(f"\n{signed} signed, {lost} lost; mails: {missing} not delivered,")
            print(f"{twice} delivered twice")
            print(
                manage(environment, "shell", "--no-imports", "-c", PUBLISH).strip(),
                "seconds",
            )
        manage(environment, "shell", "--no-imports", "-c", LETTERS)
        have, began = len(mails.recipients), time.perf_counter()
        with worker(environment):
            while len(mails.recipients) < have + 1000:
                time.sleep(0.05)
            taken = time.perf_counter() - began
        print(f"one worker: 1,000 mails in {taken:.1f} s, start included")


if __name__ == "__main__":
    main()
