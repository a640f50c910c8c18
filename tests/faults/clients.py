"""People at the site: signers and readers, who try again, and what they were told.

    with signers(site, rate=3, seconds=10) as crowd:
        site.kill("database")
    assert len(crowd.signed) == 30

Each has an address of their own. What was acknowledged to them is a fact that the
site must keep, whatever happens to it afterwards.
"""

import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from http.client import HTTPConnection
from itertools import count

from .site import Answer, Site

PAGES = [
    *("/en/", "/fr/", "/ar/", "/zh-hans/", "/sw/"),
    *(
        f"/{language}/{page}/"
        for language in ("en", "fr", "ar")
        for page in ("statement", "signatories", "news")
    ),
]
NUMBERS = count(1)
LETTERS = str.maketrans("0123456789abcdef", "aeioubdfgklmnrst")
# Seconds that a person waits for an answer before trying again.
TIMEOUT = 15


@dataclass
class Request:
    at: float
    path: str
    answer: Answer


@dataclass
class Acknowledged:
    number: int
    email: str
    name: str
    at: float
    # How often the last step was sent until it was acknowledged.
    sendings: int


@dataclass
class Log:
    requests: list[Request] = field(default_factory=list)
    came: set[str] = field(default_factory=set)
    signed: list[Acknowledged] = field(default_factory=list)
    # Who gave up, and the last thing that they were told.
    gave_up: list[tuple[int, str]] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(request.answer.status for request in self.requests)

    def seconds(self, *statuses: int) -> list[float]:
        return sorted(
            request.answer.seconds
            for request in self.requests
            if not statuses or request.answer.status in statuses
        )

    def percentile(self, per_cent: int, *statuses: int) -> float:
        times = self.seconds(*statuses)
        if len(times) < 2:
            return times[0] if times else 0.0
        return statistics.quantiles(times, n=100, method="inclusive")[per_cent - 1]

    def join(self, seconds: float = 300) -> None:
        end = time.monotonic() + seconds
        for thread in list(self.threads):
            thread.join(max(0.1, end - time.monotonic()))
            assert not thread.is_alive(), "Somebody still waits for an answer."

    def told(self) -> str:
        """In a line, for whoever reads the output."""
        kinds = ", ".join(
            f"{n} × {status}" for status, n in sorted(self.statuses.items())
        )
        return (
            f"{len(self.requests)} requests ({kinds}), {len(self.signed)} signed, "
            f"{len(self.gave_up)} gave up; p50 {self.percentile(50) * 1000:.0f} ms, "
            f"p95 {self.percentile(95) * 1000:.0f} ms, "
            f"p99 {self.percentile(99) * 1000:.0f} ms"
        )


class Visitor:
    """One person with one address, who follows redirects and keeps cookies."""

    def __init__(self, site: Site, log: Log, number: int, *, edge: bool) -> None:
        self.site, self.log, self.number, self.edge = site, log, number, edge
        parts = (number >> 16 & 127, number >> 8 & 255, number & 255)
        self.source = "127.{}.{}.{}".format(parts[0] + 1, *parts[1:])
        self.ip = "10.{}.{}.{}".format(*parts)
        self.cookies: dict[str, str] = {}
        self.connection = None
        self.patience = 120.0

    def connect(self) -> HTTPConnection:
        if self.connection is None:
            source = self.source if self.edge else ""
            self.connection = self.site.connect(
                edge=self.edge, timeout=TIMEOUT, source=source
            )
        return self.connection

    def once(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        headers = {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        answer = self.site.ask(
            path, fields, ip=self.ip, connection=self.connect(), **headers
        )
        if not answer.status:
            self.connection = None
        else:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
        self.log.requests.append(Request(time.time(), path, answer))
        return answer

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Tries again while there is no answer, or one that says to."""
        end = time.monotonic() + self.patience
        self.sendings = 0
        while True:
            answer = self.once(path, fields)
            self.sendings += 1
            if answer.status and answer.status < 500 and answer.status != 429:
                return answer
            pause = answer.headers.get("Retry-After", "1") if answer.status else "1"
            # People do not read it out to the second.
            pause = min(float(pause) if pause.isdigit() else 1.0, 2.0)
            if time.monotonic() + pause > end or self.log.stopping.wait(pause):
                raise TimeoutError(f"{path}: {answer.status} {answer.error}")

    def close(self) -> None:
        if self.connection:
            self.connection.close()


class Signer(Visitor):
    """Goes through the whole form, as a browser posts it."""

    def __init__(self, *args, language: str = "en", **options) -> None:
        super().__init__(*args, **options)
        self.language = language
        self.domain = f"museum{self.number}.example"
        self.email = f"director@{self.domain}"
        # Nobody takes two of them for one another.
        digest = sha256(str(self.number).encode()).hexdigest().translate(LETTERS)
        self.name = f"{digest[:7]} {digest[7:16]} Archive".title()
        self.path = ""

    def follow(self, path: str, fields: dict[str, str] | None = None) -> str:
        answer = self.ask(path, fields)
        self.last_sendings = self.sendings
        for _step in range(6):
            where = answer.headers.get("Location", "")
            if answer.status == 307:
                answer = self.ask(where, fields)
                self.last_sendings = max(self.last_sendings, self.sendings)
            elif answer.status in (301, 302, 303):
                self.path = where
                if where.endswith("/sent/"):
                    return ""
                answer = self.ask(where)
            else:
                break
        if answer.status != 200:
            raise TimeoutError(f"{path}: {answer.status}")
        return answer.text

    def press(self, page: str, go: str, **fields: str) -> str:
        def hidden(name: str) -> str:
            found = re.search(f'name="{name}" value="([^"]*)"', page)
            return unescape(found[1]) if found else ""

        found = re.search('id="sign-form" method="post" action="([^"]*)"', page)
        if not found:
            raise TimeoutError("no form")
        carried = {name: hidden(name) for name in ("step", "answers") if hidden(name)}
        return self.follow(unescape(found[1]), carried | {"go": go} | fields)

    def sign(self) -> Acknowledged:
        page = self.follow(f"/{self.language}/sign/")
        page = self.press(
            *(page, "continue"),
            name=self.name,
            name_latin="",
            kind="institution",
            sector="museum",
            country="NE",
            website=f"https://{self.domain}/",
        )
        person = {"signer": "Storm Signer", "job_title": "Director", "topic": ""}
        page = self.press(page, "continue", email=self.email, **person)
        consents = {"consent_record": "on", "consent_authority": "on"}
        self.press(page, "send", comment="", **consents)
        if not self.path.endswith("/sent/"):
            raise TimeoutError("not sent")
        return Acknowledged(
            *(self.number, self.email, self.name, time.time(), self.last_sendings)
        )

    def run(self) -> None:
        self.log.came.add(self.email)
        try:
            self.log.signed.append(self.sign())
        except TimeoutError as error:
            self.log.gave_up.append((self.number, str(error)))
        finally:
            self.close()


@contextmanager
def arriving(
    log: Log, rate: float, seconds: float, come: Callable[[], None]
) -> Iterator[Log]:
    """Somebody comes ``rate`` times a second; at the end all have had their answer."""

    def arrive() -> None:
        began = time.monotonic()
        for number in range(round(rate * seconds)):
            if log.stopping.wait(max(0, began + number / rate - time.monotonic())):
                return
            thread = threading.Thread(target=come, daemon=True)
            log.threads.append(thread)
            thread.start()

    door = threading.Thread(target=arrive, daemon=True)
    door.start()
    try:
        yield log
    except BaseException:
        log.stopping.set()
        raise
    door.join()
    log.join()


@contextmanager
def signers(
    site: Site,
    rate: float,
    seconds: float,
    *,
    edge: bool | None = None,
    languages: Sequence[str] = ("en",),
    patience: float = 120,
) -> Iterator[Log]:
    """Signers arrive at a rate; the block's end waits until each has an answer.

    Through nginx where it stands in front, unless told otherwise.
    """
    log = Log()
    is_edge = bool(site.edge_url) if edge is None else edge

    def come() -> None:
        number = next(NUMBERS)
        language = languages[number % len(languages)]
        signer = Signer(site, log, number, edge=is_edge, language=language)
        signer.patience = patience
        signer.run()

    with arriving(log, rate, seconds, come):
        yield log


@contextmanager
def readers(
    site: Site,
    rate: float,
    seconds: float,
    *,
    edge: bool | None = None,
    pages: Sequence[str] = PAGES,
    visitors: int = 20,
) -> Iterator[Log]:
    """Pages are asked for at a rate, once each, by so many visitors."""
    log = Log()
    is_edge = bool(site.edge_url) if edge is None else edge
    turns = count()

    def come() -> None:
        turn = next(turns)
        visitor = Visitor(site, log, 8_000_000 + turn % visitors, edge=is_edge)
        visitor.once(pages[turn % len(pages)])
        visitor.close()

    with arriving(log, rate, seconds, come):
        yield log
